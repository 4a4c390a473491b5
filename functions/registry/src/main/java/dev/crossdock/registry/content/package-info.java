/**
 * What the registry holds: blobs, manifests, tags and upload sessions, laid out on a storage driver exactly as
 * distribution lays them out, so that either program can serve the other's directory.
 *
 * <p>Enters: nouns of {@code image} and bodies. Leaves: the same. Never decides what a client is told.
 */
@NullMarked
package dev.crossdock.registry.content;

import org.jspecify.annotations.NullMarked;
