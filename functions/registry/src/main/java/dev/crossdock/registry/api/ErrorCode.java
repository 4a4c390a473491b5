package dev.crossdock.registry.api;

/** What a request can be refused for (OCI distribution spec, "Error Codes", and distribution's register.go), a row each. */
enum ErrorCode {
    DENIED("DENIED", 403, "requested access to the resource is denied"), //
    BLOB_UNKNOWN("BLOB_UNKNOWN", 404, "blob unknown to registry"), // GET, HEAD, DELETE of a blob
    UPLOAD_INVALID("BLOB_UPLOAD_INVALID", 400, "blob upload invalid"), //
    UPLOAD_UNKNOWN("BLOB_UPLOAD_UNKNOWN", 404, "blob upload unknown to registry"), //
    DIGEST_INVALID("DIGEST_INVALID", 400, "provided digest did not match uploaded content"), //
    MANIFEST_BLOB_UNKNOWN("MANIFEST_BLOB_UNKNOWN", 400, "blob unknown to registry"), // a PUT manifest refers to it
    MANIFEST_INVALID("MANIFEST_INVALID", 400, "manifest invalid"), //
    MANIFEST_TOO_LARGE("MANIFEST_INVALID", 413, "manifest too large"), //
    MANIFEST_UNKNOWN("MANIFEST_UNKNOWN", 404, "manifest unknown"), //
    NAME_INVALID("NAME_INVALID", 400, "invalid repository name"), //
    NAME_UNKNOWN("NAME_UNKNOWN", 404, "repository name not known to registry"), //
    NOT_FOUND("NOT_FOUND", 404, "no such address"), // no route at all
    PAGINATION_NUMBER_INVALID("PAGINATION_NUMBER_INVALID", 400, "invalid number of results requested"), //
    RANGE_INVALID("RANGE_INVALID", 416, "invalid content range"), //
    SIZE_INVALID("SIZE_INVALID", 400, "provided length did not match content length"), //
    TAG_IMMUTABLE("DENIED", 403, "requested access to the resource is denied"), // the tag is put only once
    TAG_INVALID("TAG_INVALID", 400, "manifest tag invalid"), //
    TOO_MANY_TAGS("TAG_INVALID", 414, "too many tags at once"), //
    TOO_MANY_REQUESTS("TOOMANYREQUESTS", 429, "too many requests"), //
    UNAUTHORIZED("UNAUTHORIZED", 401, "authentication required"), //
    UNAVAILABLE("UNAVAILABLE", 503, "service unavailable"), // ours: to be tried again
    UNKNOWN("UNKNOWN", 500, "unknown error"), // ours
    UNSUPPORTED("UNSUPPORTED", 405, "the operation is unsupported"), //
    UPSTREAM_AWAY("UNAVAILABLE", 503, "the upstream registry does not answer"), //
    UPSTREAM_REFUSED("UNAVAILABLE", 502, "the upstream registry refused"); // what it said needs a person

    private final String code;
    private final int status;
    private final String message;

    ErrorCode(String code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    String message() {
        return message;
    }
}
