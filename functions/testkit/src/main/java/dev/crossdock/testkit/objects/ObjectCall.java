package dev.crossdock.testkit.objects;

import java.util.Map;

/**
 * One request to the store.
 *
 * @param path    with the bucket; still percent-encoded
 * @param query   still percent-encoded; may be empty
 * @param headers by name in lower case
 */
public record ObjectCall(String method, String path, String query, Map<String, String> headers) {
    /** Copies the headers in. */
    public ObjectCall {
        headers = Map.copyOf(headers);
    }

    /** As S3 names it. */
    public String operation() {
        return switch (method) {
            case "PUT" -> put();
            case "POST" -> has("uploadId")
                    ? "CompleteMultipartUpload"
                    : has("uploads")
                            ? "CreateMultipartUpload"
                            : "DeleteObjects";
            case "GET" -> get();
            case "HEAD" -> "HeadObject";
            default -> has("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
        };
    }

    private String put() {
        boolean isCopy = headers.containsKey("x-amz-copy-source");
        if (has("partNumber")) {
            return isCopy ? "UploadPartCopy" : "UploadPart";
        }
        return isCopy ? "CopyObject" : "PutObject";
    }

    private String get() {
        if (has("list-type")) {
            return "ListObjects";
        }
        return has("uploads") ? "ListMultipartUploads" : "GetObject";
    }

    private boolean has(String parameter) {
        return ("&" + query + "&").matches(".*&" + parameter + "[=&].*");
    }
}
