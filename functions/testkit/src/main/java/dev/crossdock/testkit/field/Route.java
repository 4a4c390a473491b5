package dev.crossdock.testkit.field;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path of the distribution API names.
 *
 * @param repository empty where the path names none
 * @param reference  tag, digest or the upload's id; empty where the path names none
 */
public record Route(Kind kind, String repository, String reference) {
    /** The kinds of things. */
    public enum Kind {
        /** {@code /v2/}. */
        PING,
        /** {@code /v2/_catalog}. */
        CATALOG,
        /** {@code /v2/<name>/tags/list}. */
        TAGS,
        /** {@code /v2/<name>/referrers/<digest>}. */
        REFERRERS,
        /** {@code /v2/<name>/manifests/<reference>}. */
        MANIFEST,
        /** {@code /v2/<name>/blobs/<digest>}. */
        BLOB,
        /** {@code /v2/<name>/blobs/uploads/}. */
        UPLOADS,
        /** {@code /v2/<name>/blobs/uploads/<id>}. */
        UPLOAD,
        /** Anything else. */
        OTHER
    }

    private static final Pattern BELOW = Pattern
            .compile("/v2/(.+?)/(?:(manifests|blobs|referrers)/([^/]+)|(tags/list)|(blobs/uploads/)([^/]*))");

    static Route of(String path) {
        if (path.equals("/v2/")) {
            return new Route(Kind.PING, "", "");
        }
        if (path.equals("/v2/_catalog")) {
            return new Route(Kind.CATALOG, "", "");
        }
        Matcher below = BELOW.matcher(path);
        if (!below.matches()) {
            return new Route(Kind.OTHER, "", "");
        }
        String repository = below.group(1);
        if (below.group(4) != null) {
            return new Route(Kind.TAGS, repository, "");
        }
        if (below.group(5) != null) {
            String id = below.group(6);
            return new Route(id.isEmpty() ? Kind.UPLOADS : Kind.UPLOAD, repository, id);
        }
        Kind kind = switch (below.group(2)) {
            case "manifests" -> Kind.MANIFEST;
            case "referrers" -> Kind.REFERRERS;
            default -> Kind.BLOB;
        };
        return new Route(kind, repository, below.group(3));
    }
}
