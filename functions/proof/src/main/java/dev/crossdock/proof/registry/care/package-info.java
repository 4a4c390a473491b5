/** What a registry loses while it collects garbage under load, and is killed: nothing. */
@NullMarked
package dev.crossdock.proof.registry.care;

import org.jspecify.annotations.NullMarked;
