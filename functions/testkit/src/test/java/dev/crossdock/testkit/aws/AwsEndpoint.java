package dev.crossdock.testkit.aws;

import java.net.URI;

/** Where one AWS service is, and as whom to ask it. */
public record AwsEndpoint(URI uri, String region, String accessKey, String secretKey) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "%s in %s as %s".formatted(uri, region, accessKey);
    }
}
