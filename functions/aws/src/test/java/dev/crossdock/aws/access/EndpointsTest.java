package dev.crossdock.aws.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SDK's variables, as every client of ours reads them. */
final class EndpointsTest {
    private static final URI HERE = URI.create("http://127.0.0.1:4566");
    private static final URI THERE = URI.create("http://127.0.0.1:9000");

    @Test
    void servicesOwnVariable_goesBeforeThatOfAll() {
        Endpoints both = new Endpoints(Map.of("AWS_ENDPOINT_URL", "" + HERE, "AWS_ENDPOINT_URL_S3", THERE + " "));
        assertThat(both.of("S3")).contains(THERE);
        assertThat(both.of("SQS")).contains(HERE);
    }

    @Test
    void blank_isNone() {
        assertThat(new Endpoints(Map.of("AWS_ENDPOINT_URL", " ", "AWS_ENDPOINT_URL_S3", "")).of("S3")).isEmpty();
        assertThat(new Endpoints(Map.of("AWS_ENDPOINT_URL", "" + HERE, "AWS_ENDPOINT_URL_SSM", " ")).of("SSM"))
                .as("as if it were not set").contains(HERE);
        assertThat(new Endpoints(Map.of()).of("ECR")).isEmpty();
    }
}
