package dev.crossdock.image;

/** What names a manifest within a repository: the {@code <reference>} of the OCI distribution spec. */
public sealed interface TagOrDigest permits Tag, Digest {
    /** A digest where the text has a colon, else a tag; throws IllegalArgumentException where it is neither. */
    static TagOrDigest parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : new Tag(text);
    }
}
