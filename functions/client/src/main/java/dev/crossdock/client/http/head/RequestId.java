package dev.crossdock.client.http.head;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a server calls an exchange: its people find it in their logs by this. */
public final class RequestId {
    /** The registry's own name first, then the storage behind it, then who stands in front. */
    private static final List<String> HEADERS = List.of("X-Request-Id", // Harbor, GitLab, Quay, Artifactory, many proxies
            "X-GitHub-Request-Id", // GHCR
            "x-amzn-RequestId", // ECR
            "X-Ms-Correlation-Request-Id", // ACR
            "x-amz-request-id", // S3
            "x-ms-request-id", // Azure Blob Storage
            "X-GUploader-UploadID", // Google Cloud Storage
            "CF-Ray", // Cloudflare, before Docker Hub's and Quay's blobs
            "X-Amz-Cf-Id"); // CloudFront
    private static final int MAXIMUM_CHARACTERS = 100;
    /** Nothing else belongs into one, and this cannot forge a line of a log. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:/=+@-]{1,%d}".formatted(MAXIMUM_CHARACTERS));

    private RequestId() {}

    /** The first of them that is short and printable. */
    public static Optional<String> find(Function<String, Optional<String>> header) {
        return HEADERS.stream().map(header).flatMap(Optional::stream).map(String::strip)
                .filter(id -> FORM.matcher(id).matches()).findFirst();
    }
}
