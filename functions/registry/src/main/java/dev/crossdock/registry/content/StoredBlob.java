package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;

/**
 * A blob that a repository may read.
 *
 * @param digest    as the client asked for it
 * @param canonical by which the bytes are stored
 * @param size      in bytes
 */
public record StoredBlob(Digest digest, Digest canonical, long size) {}
