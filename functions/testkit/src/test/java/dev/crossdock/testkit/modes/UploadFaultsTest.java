package dev.crossdock.testkit.modes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.field.Client;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UploadFaultsTest {
    private static final SeededImage IMAGE = new SeededImages(73).image(Format.OCI, 1, 10_000);
    private static final SeededImage OTHER = new SeededImages(74).image(Format.OCI, 1, 1_000);
    private static final SeededBlob LAYER = IMAGE.blobs().getLast();
    private static final byte[] BYTES = LAYER.bytes();
    private static final byte[] NONE = new byte[0];

    @FunctionalInterface
    private interface Trial {
        void run(Client client, FieldRegistry registry) throws IOException;
    }

    private static void with(Mode mode, Trial trial) throws IOException {
        try (FieldRegistry registry = FieldRegistry.start(mode); Client client = new Client(registry.uri())) {
            trial.run(client, registry);
        }
    }

    private static Client.Got putManifest(Client client, SeededImage image, String tag) throws IOException {
        return client.send("PUT", "/v2/app/manifests/" + tag, image.manifest().bytes(), "Content-Type",
                image.manifest().mediaType());
    }

    @Test
    void created_insteadOfAccepted() throws IOException {
        with(UploadFaults.patchAnswers201(), (client, _) -> assertThat(
                client.patch(client.upload("app"), BYTES, 0, 10).status()).isEqualTo(201));
    }

    @Test
    void lostSession_isGoneForGood() throws IOException {
        with(UploadFaults.sessionsLost(1, 1), (client, _) -> {
            String location = client.upload("app");
            String next = client.patch(location, BYTES, 0, 10).header("Location");
            assertThat(client.patch(next, BYTES, 10, 20).status()).isEqualTo(404);
            assertThat(client.ask("GET", next).status()).isEqualTo(404);
            assertThat(client.put(client.upload("app"), LAYER.digest(), BYTES).status()).isEqualTo(201);
        });
    }

    @Test
    void notSatisfied_saysWhereTheUploadIs() throws IOException {
        with(UploadFaults.notSatisfied("PATCH", 1), (client, _) -> {
            String location = client.upload("app");
            Client.Got refused = client.patch(location, BYTES, 0, 10);
            assertThat(refused.status()).isEqualTo(416);
            assertThat(refused.header("Range")).isEqualTo("0-0");
            assertThat(client.patch(refused.header("Location"), BYTES, 0, 10).status()).isEqualTo(202);
        });
    }

    @Test
    void tooLarge_aboveTheSizeOnly() throws IOException {
        with(UploadFaults.tooLargeAbove(100), (client, _) -> {
            String location = client.upload("app");
            assertThat(client.patch(location, BYTES, 0, 101).status()).isEqualTo(413);
            assertThat(client.patch(location, BYTES, 0, 100).status()).isEqualTo(202);
        });
    }

    @Test
    void lostAnswer_butItIsDone() throws IOException {
        with(UploadFaults.answersLost(Kind.UPLOAD, 1), (client, registry) -> {
            String location = client.upload("app");
            assertThatThrownBy(() -> client.put(location, LAYER.digest(), BYTES)).isInstanceOf(IOException.class);
            assertThat(registry.content().blob("app", LAYER.digest())).isPresent();
        });
    }

    @Test
    void cutUpload_keepsWhatArrived() throws IOException {
        with(UploadFaults.cutAfter(4_000, 1), (client, _) -> {
            String location = client.upload("app");
            assertThatThrownBy(() -> client.patch(location, BYTES, 0, 9_000)).isInstanceOf(IOException.class);
            assertThat(client.ask("GET", location).header("Range")).isEqualTo("0-3999");
            assertThat(client.patch(location, BYTES, 4_000, 9_000).status()).isEqualTo(202);
        });
    }

    @Test
    void mounts_refusedOrWhereReferenced() throws IOException {
        String mount = "/v2/app/blobs/uploads/?from=base&mount=" + LAYER.digest();
        with(UploadFaults.mountsRefused(), (client, registry) -> {
            registry.seed(IMAGE, "base", "1");
            assertThat(client.ask("POST", mount).status()).isEqualTo(202);
        });
        with(UploadFaults.mountsWhereReferenced(), (client, registry) -> {
            client.put(client.upload("base"), LAYER.digest(), BYTES);
            assertThat(client.ask("POST", mount).status()).isEqualTo(202);
            registry.seed(IMAGE, "base", "1");
            assertThat(client.ask("POST", mount).status()).isEqualTo(201);
        });
    }

    @Test
    void immutableTag_keepsItsManifest() throws IOException {
        with(UploadFaults.tagsImmutable(), (client, registry) -> {
            registry.seed(IMAGE, "app", "1").seed(OTHER, "app", "2");
            assertThat(putManifest(client, OTHER, "1").text()).contains("TAG_INVALID");
            assertThat(putManifest(client, OTHER, "3").status()).isEqualTo(201);
            assertThat(registry.content().holds(IMAGE, "app", "1")).isTrue();
        });
    }

    @Test
    void blobsUnknown_atFirst() throws IOException {
        with(UploadFaults.blobsUnknownAtFirst(1), (client, registry) -> {
            registry.seed(IMAGE, "app", "1");
            assertThat(putManifest(client, IMAGE, "2").text()).contains("MANIFEST_BLOB_UNKNOWN");
            assertThat(putManifest(client, IMAGE, "2").status()).isEqualTo(201);
        });
    }

    @Test
    void oldAddress_isRefused() throws IOException {
        with(UploadFaults.newestLocationOnly(), (client, _) -> {
            String location = client.upload("app");
            String next = client.patch(location, BYTES, 0, 10).header("Location");
            assertThat(client.patch(location, BYTES, 10, 20).status()).isEqualTo(400);
            assertThat(client.patch(next, BYTES, 10, 20).status()).isEqualTo(202);
        });
    }

    @Test
    void status_unknownOrAsSaid() throws IOException {
        with(UploadFaults.statusUnknown().over(UploadFaults.answers("POST", Kind.UPLOADS, 403, 1)), (client, _) -> {
            assertThat(client.ask("POST", "/v2/app/blobs/uploads/").text()).contains("DENIED");
            assertThat(client.ask("GET", client.upload("app")).status()).isEqualTo(404);
        });
    }

    @Test
    void impatientProxy_hasThreeLimits() throws IOException {
        Duration long0 = Duration.ofMinutes(1);
        with(new ImpatientProxy(long0, long0, 100), (client, _) -> {
            String location = client.upload("app");
            assertThat(client.patch(location, BYTES, 0, 101).status()).isEqualTo(413);
            assertThat(client.patch(location, BYTES, 0, 100).status()).isEqualTo(202);
        });
        with(new ImpatientProxy(long0, Duration.ofNanos(1), 1 << 20), (client, _) -> assertThat(
                client.put(client.upload("app"), LAYER.digest(), BYTES).status()).isEqualTo(504));
        with(new ImpatientProxy(Duration.ofMillis(20), long0, 1 << 20), (client, registry) -> {
            String location = client.upload("app");
            try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(),
                    registry.port())) {
                socket.getOutputStream().write("PATCH %s HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345"
                        .formatted(location).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isNegative();
            }
            assertThat(client.ask("GET", location).header("Range")).isEqualTo("0-4");
        });
    }

    @Test
    void ecr_ranges() throws IOException {
        with(Vendors.ecrImmutable(), (client, _) -> {
            String location = client.upload("app");
            Client.Got first = client.patch(location, BYTES, 0, 1_000);
            assertThat(first.status()).isEqualTo(201);
            Client.Got second = client.patch(first.header("Location"), BYTES, 1_000, 2_000);
            assertThat(second.header("Range")).isEqualTo(first.header("Range")).isEqualTo("0-999");
            assertThat(client.ask("GET", location).status()).isEqualTo(404);
            Client.Got again = client.patch(second.header("Location"), BYTES, 0, 1_000);
            assertThat(again.status()).isEqualTo(416);
            assertThat(again.text()).contains("First byte of the layer part is 0 instead of 2000");
            byte[] rest = Arrays.copyOfRange(BYTES, 2_000, BYTES.length);
            assertThat(client.send("PUT", second.header("Location") + "&digest=" + LAYER.digest(), rest,
                    "Content-Range", "2000-" + (BYTES.length - 1)).status()).isEqualTo(201);
            assertThat(client.put(client.upload("app"), SeededBlob.sha256(NONE), NONE).text())
                    .contains("does not have any parts");
        });
    }

    @Test
    void otherVendors_ranges() throws IOException {
        with(Vendors.zot(), (client, _) -> assertThat(
                client.patch(client.upload("app"), new byte[40_000], 0, 40_000).header("Range"))
                .isEqualTo("0-" + (40_000 - (32 << 10) - 1)));
        with(Vendors.aliyun(), (client, _) -> {
            String next = client.patch(client.upload("app"), BYTES, 0, 1_000).header("Location");
            assertThat(client.patch(next, BYTES, 1_000, 1_500).header("Range")).isEqualTo("0-499");
        });
        with(Vendors.ghcr(), (client, _) -> {
            byte[] blob = new byte[(4 << 20) + 1];
            Client.Got refused = client.patch(client.upload("app"), blob, 0, blob.length);
            assertThat(refused.status()).isEqualTo(416);
            assertThat(refused.text()).contains("4.00MiB");
            assertThat(client.put(client.upload("app"), SeededBlob.sha256(blob), blob).status()).isEqualTo(201);
        });
        with(Vendors.quay(), (client, registry) -> {
            Client.Got opened = client.ask("POST", "/v2/app/blobs/uploads/");
            assertThat(opened.header("Location")).startsWith(registry.uri().toString());
            assertThat(opened.header("Range")).isEqualTo("bytes=0--1");
            Client.Got patched = client.patch(opened.header("Location"), BYTES, 0, 1_000);
            assertThat(patched.header("Range")).isEqualTo("0-999");
            Client.Got status = client.ask("GET", patched.header("Location"));
            assertThat(status.header("Range")).isEqualTo("bytes=0-1000");
            assertThat(status.header("Location")).isEmpty();
            assertThat(client.ask("GET", "/v2/_catalog").status()).isEqualTo(404);
        });
    }
}
