/**
 * Registries of maps, a clock that is set, and a world of steps around them: what the tests of this room share. They
 * check after every call that no tag lacks anything beneath it.
 */
@NullMarked
package dev.crossdock.replication.fake;

import org.jspecify.annotations.NullMarked;
