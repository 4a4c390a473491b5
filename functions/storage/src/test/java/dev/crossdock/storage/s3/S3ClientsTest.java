package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** What AWS itself is asked, which no test reaches: the SDK's defaults count there. */
final class S3ClientsTest {
    private final ScriptedAws wire = new ScriptedAws();

    @Test
    void uploadToAws_speaksOfNoChecksumInAnyOfItsRequests() {
        S3Settings settings = S3Settings.of(new S3Settings.Bucket("bucket", "", "eu-central-1"));
        try (S3Client s3 = client(settings);
                PartMemory.Buffer part = new PartMemory(1 << 20, Duration.ofMillis(1)).buffer(1000)) {
            S3Objects objects = objects(s3, settings);
            part.put(ByteBuffer.allocate(1000));
            Multipart upload = Multipart.begin(objects, "blob");
            upload.complete(List.of(upload.send(1, part)));
            upload.completeIfAbsent(List.of(upload.send(1, part)));
            part.put(ByteBuffer.allocate(10));
            objects.put("blob", part.body());
        }
        assertThat(wire.asked()).hasSize(6).allSatisfy(request -> {
            assertThat(request.host()).endsWith(".amazonaws.com");
            assertThat(request.headers().keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT).matches(
                    ".*(checksum|trailer).*"));
            assertThat(request.rawQueryParameters().keySet()).noneMatch(name -> name.contains("checksum"));
        });
        assertThat(wire.bodies()).noneMatch(body -> body.contains("Checksum") || body.contains("crc32"));
    }

    @Test
    void sweepThroughPagesWithoutUploads_comesToAnEnd() {
        S3Settings settings = S3Settings.of(new S3Settings.Bucket("bucket", "", "eu-central-1"));
        try (S3Client s3 = client(settings)) {
            assertThat(new OrphanSweep(objects(s3, settings), Set.of()).sweep("docker/", Instant.now())).isZero();
        }
        assertThat(wire.asked()).hasSize(OrphanSweep.MOST_PAGES);
    }

    private S3Client client(S3Settings settings) {
        return S3Clients.client(settings, StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
                wire);
    }

    private static S3Objects objects(S3Client s3, S3Settings settings) {
        return new S3Objects(s3, S3Place.of(settings), S3Objects.WrittenAs.of(settings.written()), true);
    }
}
