package dev.crossdock.registry.operation.metrics;

/** What a path asks for, as far as a count tells it apart; found by the path's last parts, without taking it to pieces. */
enum RouteKind {
    ALIVE(0, "alive"), VERSION(1, "version"), CATALOG(2, "catalog"), TAGS(3, "tags"), MANIFEST(4, "manifest"), //
    BLOB(5, "blob"), UPLOAD(6, "upload"), REFERRERS(7, "referrers"), OTHER(8, "other");

    private static final String API = "/v2/";

    private final int place;
    private final String label;

    RouteKind(int place, String label) {
        this.place = place;
        this.label = label;
    }

    /** Among all, in their order. */
    int place() {
        return place;
    }

    String label() {
        return label;
    }

    static RouteKind of(String path) {
        if (path.startsWith(API) && path.length() > API.length()) {
            return within(path);
        }
        return switch (path) {
            case "/" -> ALIVE;
            case "/v2", API -> VERSION;
            default -> OTHER;
        };
    }

    private static RouteKind within(String path) {
        int last = path.lastIndexOf('/');
        int before = path.lastIndexOf('/', last - 1);
        if (before < API.length()) { // no repository stands between
            return path.equals("/v2/_catalog") ? CATALOG : OTHER;
        }
        return switch (path.substring(before + 1, last)) {
            case "manifests" -> MANIFEST;
            case "blobs" -> path.endsWith("/uploads") ? UPLOAD : BLOB;
            case "uploads" -> UPLOAD;
            case "tags" -> TAGS;
            case "referrers" -> REFERRERS;
            default -> OTHER;
        };
    }
}
