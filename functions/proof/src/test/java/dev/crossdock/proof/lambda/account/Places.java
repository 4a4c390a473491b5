package dev.crossdock.proof.lambda.account;

import dev.crossdock.testkit.aws.AwsEndpoint;
import java.net.URI;
import java.util.Map;

/** Where requests really go: the queues by their ARNs' last part, the secrets here. */
public record Places(AwsEndpoint sqs, AwsEndpoint s3, Map<String, String> queueUrls, Secrets secrets) {
    /** Copies the map in. */
    public Places {
        queueUrls = Map.copyOf(queueUrls);
    }

    /** The real address of the queue that an address in the made-up account names. */
    String queue(String url) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        String real = queueUrls.get(name);
        if (real == null) {
            throw new IllegalArgumentException("%s: the template makes no such queue".formatted(url));
        }
        return real;
    }

    URI at(AwsEndpoint endpoint, WireRequest request) {
        String query = request.uri().getRawQuery();
        return URI.create(endpoint.uri() + request.uri().getRawPath() + (query == null ? "" : "?" + query));
    }
}
