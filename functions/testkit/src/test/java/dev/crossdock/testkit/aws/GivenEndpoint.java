package dev.crossdock.testkit.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Whatever answers at the address that AWS's own variables name. It is not ours to end. */
record GivenEndpoint(AwsEndpoint endpoint) implements Backend {
    private static final String VARIABLE = "AWS_ENDPOINT_URL";

    /** Throws IllegalStateException where the variable is missing. */
    static GivenEndpoint of(Map<String, String> environment) {
        String address = Optional.ofNullable(environment.get(VARIABLE)).orElseThrow(() -> new IllegalStateException(
                "crossdock.aws=endpoint: got no %s, wanted the address of an SQS and S3; set it".formatted(VARIABLE)));
        return new GivenEndpoint(new AwsEndpoint(URI.create(address),
                environment.getOrDefault("AWS_REGION", "us-east-1"),
                environment.getOrDefault("AWS_ACCESS_KEY_ID", "test"),
                environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "test")));
    }

    @Override
    public AwsEndpoint sqs() {
        return endpoint;
    }

    @Override
    public AwsEndpoint s3() {
        return endpoint;
    }

    @Override
    public String description() {
        return "endpoint " + endpoint.uri();
    }

    @Override
    public void close() {
        // Who named it ends it.
    }
}
