package dev.crossdock.proof.lambda.stack;

import dev.crossdock.testkit.aws.AwsEndpoint;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The account's owner, and Lambda itself: they go past every role. */
record Clients(SqsClient sqs, S3Client s3) implements AutoCloseable {
    /** Each slot of each function polls. */
    private static final int MOST_CONNECTIONS = 100;

    static Clients of(AwsEndpoint sqs, AwsEndpoint s3) {
        return new Clients(at(SqsClient.builder(), sqs)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(MOST_CONNECTIONS)).build(),
                at(S3Client.builder(), s3).forcePathStyle(true).httpClientBuilder(Apache5HttpClient.builder())
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED).build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, AwsEndpoint endpoint) {
        return builder.endpointOverride(endpoint.uri()).region(Region.of(endpoint.region()))
                .credentialsProvider(StaticCredentialsProvider
                        .create(AwsBasicCredentials.create(endpoint.accessKey(), endpoint.secretKey())));
    }

    @Override
    public void close() {
        sqs.close();
        s3.close();
    }
}
