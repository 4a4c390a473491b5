/**
 * Crossdock as a stranger meets it: the distribution, foreign registries, foreign clients.
 *
 * <p>Enters: the built distribution and programs that nobody here wrote. Leaves: nothing. It never calls a class that a
 * person could not reach from outside.
 */
@NullMarked
package dev.crossdock.proof;

import org.jspecify.annotations.NullMarked;
