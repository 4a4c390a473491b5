package dev.crossdock.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The SDK's client over Apache's HTTP client (the one on the JDK's URL connections lost conditional writes in races), and
 * what signs addresses for others.
 *
 * <p>The SDK tries again, each time after a random part of a growing pause, what a second attempt may mend: no answer, a
 * connection that broke, 500, 502, 503 (SlowDown among them) and 504, and two conflicts that S3 asks to be met so. All else
 * comes back at once.
 */
record S3Clients(S3Client s3, S3Presigner presigner, SdkHttpClient http) implements AutoCloseable {
    /** The first one included. */
    static final int MOST_ATTEMPTS = 5;
    /** More than the threads of a registry, each of which may hold one, and the parts of some copies. */
    private static final int MOST_CONNECTIONS = 400;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Of bytes standing still; S3 sends blanks while it puts together what takes long. */
    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(20);
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE_WHEN_TOO_FAST = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE_WHEN_TOO_FAST = Duration.ofSeconds(10);
    private static final int CONFLICT = 409;
    private static final Set<String> PASSING_CONFLICTS = Set.of("ConditionalRequestConflict", "OperationAborted");

    static S3Clients of(S3Settings settings) {
        S3Settings.Connection connection = settings.connection();
        Apache5HttpClient.Builder apache = Apache5HttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(STANDSTILL).connectionMaxIdleTime(IDLE_CONNECTION).maxConnections(MOST_CONNECTIONS)
                .connectionAcquisitionTimeout(STANDSTILL);
        SdkHttpClient http = apache.buildWithDefaults(AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, !connection.verify()).build());
        AwsCredentialsProvider credentials = settings.credentials().<AwsCredentialsProvider>map(
                it -> StaticCredentialsProvider.create(AwsBasicCredentials.create(it.accessKey(), it.secretKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        return new S3Clients(client(settings, credentials, http), presigner(settings, credentials), http);
    }

    static S3Client client(S3Settings settings, AwsCredentialsProvider credentials, SdkHttpClient http) {
        S3Settings.Connection connection = settings.connection();
        S3ClientBuilder s3 = S3Client.builder().httpClient(http).credentialsProvider(credentials)
                .region(Region.of(settings.bucket().region())).forcePathStyle(connection.pathStyle())
                .accelerate(connection.variant().accelerate()).dualstackEnabled(connection.variant().dualStack())
                .fipsEnabled(connection.variant().fips()).overrideConfiguration(overrides(connection.userAgent()))
                // What is a blob is known by its SHA-256. Without this a part has a CRC-32, of which its upload was
                // never told, and which its completion would have to repeat: S3 answers 400 InvalidPart
                // (https://github.com/aws/aws-sdk-java-v2/issues/6518).
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        address(settings).ifPresent(s3::endpointOverride);
        if (connection.endpoint().isPresent()) {
            // Those who speak S3 without being it know neither always bodies that are signed in pieces, nor any
            // checksum but MD5 where one is required.
            s3.serviceConfiguration(it -> it.chunkedEncodingEnabled(false)).addPlugin(LegacyMd5Plugin.create());
        }
        return s3.build();
    }

    private static ClientOverrideConfiguration overrides(String userAgent) {
        ClientOverrideConfiguration.Builder overrides = ClientOverrideConfiguration.builder()
                .apiCallTimeout(LONGEST_CALL)
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(MOST_ATTEMPTS)
                        .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                        .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE_WHEN_TOO_FAST,
                                LONGEST_PAUSE_WHEN_TOO_FAST))
                        .retryOnException(S3Clients::isPassingConflict).build());
        if (!userAgent.isEmpty()) {
            overrides.putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, userAgent);
        }
        return overrides.build();
    }

    private static boolean isPassingConflict(Throwable failure) {
        return failure instanceof S3Exception answered && answered.statusCode() == CONFLICT
                && answered.awsErrorDetails() != null
                && PASSING_CONFLICTS.contains(answered.awsErrorDetails().errorCode());
    }

    private static S3Presigner presigner(S3Settings settings, AwsCredentialsProvider credentials) {
        S3Settings.Connection connection = settings.connection();
        S3Presigner.Builder presigner = S3Presigner.builder().credentialsProvider(credentials)
                .region(Region.of(settings.bucket().region())).dualstackEnabled(connection.variant().dualStack())
                .fipsEnabled(connection.variant().fips()).serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(connection.pathStyle())
                        .accelerateModeEnabled(connection.variant().accelerate()).build());
        settings.redirects().endpoint().or(() -> address(settings)).ifPresent(presigner::endpointOverride);
        return presigner.build();
    }

    /** Empty for AWS's own address. */
    private static Optional<URI> address(S3Settings settings) {
        return settings.connection().endpoint().or(() -> settings.connection().secure()
                ? Optional.empty()
                : Optional.of(URI.create("http://s3.%s.amazonaws.com".formatted(settings.bucket().region()))));
    }

    @Override
    public void close() {
        s3.close();
        presigner.close();
        http.close();
    }
}
