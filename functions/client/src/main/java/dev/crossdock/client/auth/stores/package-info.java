/**
 * Where people keep credentials: the files of skopeo, podman and docker, and the programs that these name.
 *
 * <p>Enters: a registry and a repository. Leaves: who asks. Nothing is opened or started before a registry wants to
 * know; no content of a file and no output of a program ever stands in a message.
 */
@NullMarked
package dev.crossdock.client.auth.stores;

import org.jspecify.annotations.NullMarked;
