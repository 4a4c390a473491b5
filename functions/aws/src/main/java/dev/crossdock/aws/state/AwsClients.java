package dev.crossdock.aws.state;

import dev.crossdock.client.tls.TlsOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/**
 * The SDK's clients, over one HTTP client: Apache's, for the one on the JDK's URL connections lost conditional writes in
 * races. Region and credentials are found as the SDK finds them.
 */
record AwsClients(SqsClient sqs, S3Client s3, SdkHttpClient http) implements AutoCloseable {
    /** The first one included. */
    private static final int MOST_ATTEMPTS = 4;
    private static final int MOST_CONNECTIONS = 50;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Long polls are silent for twenty seconds. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(40);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(55);

    /** For where the state is; interceptors see every call. */
    static AwsClients of(Optional<URI> sqsEndpoint, Optional<URI> s3Endpoint, ExecutionInterceptor... interceptors) {
        NativeTls tls = new NativeTls(TlsOptions.STANDARD);
        if (isSecure(sqsEndpoint) || isSecure(s3Endpoint)) {
            tls.prepare();
        }
        return of(tls.strategy(), sqsEndpoint, s3Endpoint, interceptors);
    }

    private static boolean isSecure(Optional<URI> endpoint) {
        return endpoint.map(URI::getScheme).filter("http"::equalsIgnoreCase).isEmpty();
    }

    /** The same, with other TLS. */
    static AwsClients of(TlsSocketStrategy tls, Optional<URI> sqsEndpoint, Optional<URI> s3Endpoint,
            ExecutionInterceptor... interceptors) {
        SdkHttpClient http = Apache5HttpClient.builder().tlsSocketStrategy(tls).connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(READ_TIMEOUT).connectionMaxIdleTime(IDLE_CONNECTION).maxConnections(MOST_CONNECTIONS)
                .build();
        SqsClientBuilder sqs = configured(SqsClient.builder(), sqsEndpoint, interceptors).httpClient(http);
        S3ClientBuilder s3 = configured(S3Client.builder(), s3Endpoint, interceptors).httpClient(http);
        if (s3Endpoint.isPresent()) {
            // Those who speak S3 without being it know neither buckets as hosts nor checksums as trailers, nor always
            // bodies that are signed in pieces.
            s3.forcePathStyle(true).serviceConfiguration(it -> it.chunkedEncodingEnabled(false))
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return new AwsClients(sqs.build(), s3.build(), http);
    }

    private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, Optional<URI> endpoint,
            ExecutionInterceptor... interceptors) {
        ClientOverrideConfiguration.Builder override = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT).apiCallTimeout(CALL_TIMEOUT)
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(MOST_ATTEMPTS).build());
        for (ExecutionInterceptor interceptor : interceptors) {
            override.addExecutionInterceptor(interceptor);
        }
        endpoint.ifPresent(builder::endpointOverride);
        return builder.overrideConfiguration(override.build());
    }

    @Override
    public void close() {
        sqs.close();
        s3.close();
        http.close();
    }
}
