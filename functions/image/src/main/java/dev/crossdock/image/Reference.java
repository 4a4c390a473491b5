package dev.crossdock.image;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an image lives: registry host (with its port, if any), repository, and a tag, a digest, both or neither.
 *
 * <p>The grammar is that of distribution's {@code reference} package: what stands before the first slash is a host only
 * if it has a dot, a colon, an upper-case letter, or is {@code localhost}; without one the host is {@code docker.io}, and
 * there a repository of one component lies under {@code library/}.
 */
public record Reference(String registry, Repository repository, Optional<Tag> tag, Optional<Digest> digest) {
    /** The registry that a reference without a host means. */
    public static final String DOCKER_HUB = "docker.io";

    private static final String HOST_LABEL = "(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])";
    private static final Pattern HOST = Pattern
            .compile("(?:" + HOST_LABEL + "(?:\\." + HOST_LABEL + ")*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");
    private static final Tag LATEST = new Tag("latest");
    private static final int MAXIMUM_LENGTH = 1024;

    /** Throws IllegalArgumentException where the registry is not {@code host} or {@code host:port}. */
    public Reference {
        if (registry.length() > MAXIMUM_LENGTH || !HOST.matcher(registry).matches()) {
            throw new IllegalArgumentException(
                    "registry \"%s\": wanted a host name or address, with a port or without"
                            .formatted(Quoted.capped(registry)));
        }
    }

    /** Reads {@code [host[:port]/]repository[:tag][@digest]}; throws IllegalArgumentException, quoting the text. */
    public static Reference parse(String text) {
        try {
            return read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "image reference \"%s\": %s".formatted(Quoted.capped(text), e.getMessage()), e);
        }
    }

    private static Reference read(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("longer than %d characters".formatted(MAXIMUM_LENGTH));
        }
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        Optional<Tag> tag = colon < 0 ? Optional.empty() : Optional.of(new Tag(named.substring(colon + 1)));
        String path = colon < 0 ? named : named.substring(0, colon);
        int slash = path.indexOf('/');
        if (slash > 0 && isHost(path.substring(0, slash))) {
            return of(canonicalHost(path.substring(0, slash)), path.substring(slash + 1), tag, digest);
        }
        return of(DOCKER_HUB, path, tag, digest);
    }

    private static Reference of(String host, String path, Optional<Tag> tag, Optional<Digest> digest) {
        boolean official = host.equals(DOCKER_HUB) && path.indexOf('/') < 0;
        return new Reference(host, new Repository(official ? "library/" + path : path), tag, digest);
    }

    private static boolean isHost(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    private static String canonicalHost(String host) {
        return host.equals("index.docker.io") ? DOCKER_HUB : host;
    }

    /** What names the manifest: the digest if there is one, else the tag, else the tag {@code latest}. */
    public TagOrDigest tagOrDigest() {
        return digest.isPresent() ? digest.get() : tag.orElse(LATEST);
    }

    /** The whole reference, with the default host and namespace written out. */
    @Override
    public String toString() {
        return registry + "/" + repository + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
