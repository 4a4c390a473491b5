/** What the log shows of others, and what it does not. */
@NullMarked
package dev.crossdock.aws.log;

import org.jspecify.annotations.NullMarked;
