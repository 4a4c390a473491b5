package dev.crossdock.proof.registry;

import dev.crossdock.testkit.aws.AwsEndpoint;
import dev.crossdock.testkit.aws.AwsExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket of its own for a registry. */
final class NewBucket {
    private NewBucket() {}

    /** Makes one; gives the section of config.yml that leads to it. */
    static String storage(AwsExtension aws) {
        AwsEndpoint endpoint = aws.s3();
        String name = aws.uniqueName("registry");
        try (S3Client s3 = S3Client.builder().endpointOverride(endpoint.uri()).forcePathStyle(true)
                .region(Region.of(endpoint.region())).credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(endpoint.accessKey(), endpoint.secretKey())))
                .build()) {
            s3.createBucket(it -> it.bucket(name));
        }
        return """
                storage:
                  s3:
                    bucket: %s
                    region: %s
                    regionendpoint: %s
                    forcepathstyle: true
                    accesskey: %s
                    secretkey: %s
                  redirect:
                    disable: true
                  delete:
                    enabled: true
                """.formatted(name, endpoint.region(), endpoint.uri(), endpoint.accessKey(), endpoint.secretKey());
    }
}
