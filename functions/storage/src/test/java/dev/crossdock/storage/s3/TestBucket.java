package dev.crossdock.storage.s3;

import dev.crossdock.testkit.aws.AwsEndpoint;
import dev.crossdock.testkit.aws.AwsExtension;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An empty bucket of one test, seen without the driver. */
final class TestBucket implements AutoCloseable {
    static final String ROOT = "a/root";

    private final AwsEndpoint endpoint;
    private final String name;
    private final S3Clients clients;

    TestBucket(AwsExtension aws) {
        this.endpoint = aws.s3();
        this.name = aws.uniqueName("storage");
        this.clients = S3Clients.of(settings());
        clients.s3().createBucket(it -> it.bucket(name));
    }

    S3Settings settings() {
        return settings(endpoint.uri());
    }

    /** By another way to the same store. */
    S3Settings settings(URI way) {
        return new S3Settings(new S3Settings.Bucket(name, "/" + ROOT + "/", endpoint.region()),
                S3Settings.Connection.to(way), Optional.of(new S3Settings.Credentials(endpoint.accessKey(),
                        endpoint.secretKey())),
                S3Settings.Written.USUAL, new S3Settings.Parts(S3Settings.Parts.SMALLEST, 32 << 20,
                        S3Settings.Parts.SMALLEST, 4, 64 << 20),
                S3Settings.Redirects.USUAL);
    }

    S3Client s3() {
        return clients.s3();
    }

    String name() {
        return name;
    }

    /** All keys without the root, the hidden ones too. */
    List<String> keys() {
        return s3().listObjectsV2(it -> it.bucket(name)).contents().stream().map(S3Object::key).map(
                key -> key.substring(ROOT.length() + 1)).toList();
    }

    /** The keys, without the root, of uploads that are neither complete nor aborted. */
    List<String> uploads() {
        return s3().listMultipartUploads(it -> it.bucket(name)).uploads().stream().map(MultipartUpload::key).map(
                key -> key.substring(ROOT.length() + 1)).toList();
    }

    @Override
    public void close() {
        clients.close();
    }
}
