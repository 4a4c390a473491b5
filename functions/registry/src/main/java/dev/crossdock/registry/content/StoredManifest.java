package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;

/**
 * A manifest that a repository has.
 *
 * @param digest   as the client asked for it; for a tag, what the tag points at
 * @param manifest as read from its bytes
 */
public record StoredManifest(Digest digest, Manifest manifest) {}
