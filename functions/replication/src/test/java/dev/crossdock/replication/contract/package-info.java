/** What every implementation of the ports keeps: the rooms that have one extend these, and give what they test. */
@NullMarked
package dev.crossdock.replication.contract;

import org.jspecify.annotations.NullMarked;
