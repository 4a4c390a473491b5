/**
 * What the trials are made of: programs as processes, foreign registries and clients, and a plain look at what a registry
 * holds.
 *
 * <p>Enters: the built distribution, docker-registry and skopeo from the PATH. Leaves: processes that end with their trial,
 * and their output under target/trials. It never uses a class of crossdock: what it sees is what a stranger sees.
 */
@NullMarked
package dev.crossdock.proof.site;

import org.jspecify.annotations.NullMarked;
