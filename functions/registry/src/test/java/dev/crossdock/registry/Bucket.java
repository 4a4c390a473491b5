package dev.crossdock.registry;

import dev.crossdock.storage.s3.S3Settings;
import dev.crossdock.testkit.aws.AwsEndpoint;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A new bucket. */
record Bucket(AwsEndpoint endpoint, String name) implements Backing {
    private static final String CONTENT = "docker/registry/v2/";

    static Bucket in(AwsExtension aws) {
        Bucket bucket = new Bucket(aws.s3(), aws.uniqueName("registry"));
        try (S3Client s3 = bucket.client()) {
            s3.createBucket(it -> it.bucket(bucket.name));
        }
        return bucket;
    }

    S3Settings settings(URI way, S3Settings.Redirects redirects) {
        return new S3Settings(new S3Settings.Bucket(name, "", endpoint.region()), S3Settings.Connection.to(way),
                Optional.of(new S3Settings.Credentials(endpoint.accessKey(), endpoint.secretKey())),
                S3Settings.Written.USUAL, S3Settings.Parts.USUAL, redirects);
    }

    @Override
    public RegistryServer serve(RegistrySettings settings) throws IOException {
        return RegistryServer.start(settings.with(storage()));
    }

    StorageSettings storage() {
        return new StorageSettings.S3(settings(endpoint.uri(), S3Settings.Redirects.NONE));
    }

    private S3Client client() {
        return S3Client.builder().endpointOverride(endpoint.uri()).forcePathStyle(true).region(Region.of(
                endpoint.region())).httpClientBuilder(Apache5HttpClient.builder()).credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(endpoint.accessKey(),
                                endpoint.secretKey())))
                .build();
    }

    @Override
    public List<String> stored(String path) {
        try (S3Client s3 = client()) {
            return s3.listObjectsV2(it -> it.bucket(name).prefix(CONTENT + path + "/")).contents().stream().map(
                    S3Object::key).map(key -> key.substring(CONTENT.length())).toList();
        }
    }

    /** How many uploads are neither complete nor aborted. */
    int uploads() {
        try (S3Client s3 = client()) {
            return s3.listMultipartUploads(it -> it.bucket(name)).uploads().size();
        }
    }

    @Override
    public void overwrite(String path, String text) {
        try (S3Client s3 = client()) {
            s3.putObject(it -> it.bucket(name).key(CONTENT + path), RequestBody.fromString(text));
        }
    }

    @Override
    public void delete(String path) {
        try (S3Client s3 = client()) {
            s3.deleteObject(it -> it.bucket(name).key(CONTENT + path));
        }
    }
}
