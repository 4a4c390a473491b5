package dev.crossdock.testkit.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.Uploader;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FieldRegistryTest {
    private static final SeededImage IMAGE = new SeededImages(71).index(Format.OCI, "amd64", "arm64");
    private static final SeededBlob LAYER = IMAGE.children().getFirst().blobs().getLast();
    private static final String BLOB = "/v2/app/blobs/" + LAYER.digest();

    @SuppressWarnings("NullAway.Init")
    private FieldRegistry registry;
    @SuppressWarnings("NullAway.Init")
    private Client client;

    @BeforeEach
    void start() throws IOException {
        registry = FieldRegistry.start();
        client = new Client(registry.uri());
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void pushedImage_isHeldWhole() throws Exception {
        try (Uploader uploader = new Uploader(registry.uri())) {
            uploader.push(IMAGE, "team/app", "1");
        }
        assertThat(registry.content().holds(IMAGE, "team/app", "1")).isTrue();
        assertThat(registry.content().holds(IMAGE, "team/app", "2")).isFalse();
        assertThat(registry.content().tags("team/app")).containsExactly("1");
        assertThat(registry.content().references("team/app", LAYER.digest())).isTrue();
        assertThat(client.ask("GET", "/v2/team/app/tags/list").text()).contains("\"1\"");
        assertThat(client.ask("GET", "/v2/_catalog").text()).contains("team/app");
        assertThat(client.ask("GET", "/v2/").status()).isEqualTo(200);
        assertThat(client.ask("GET", "/v2/team/app/referrers/" + LAYER.digest()).text()).contains("\"manifests\":[]");
    }

    @Test
    void ranges_areSatisfiedOrNot() throws IOException {
        registry.seed(IMAGE, "app", "1");
        byte[] bytes = LAYER.bytes();
        assertThat(client.ask("GET", BLOB).body()).isEqualTo(bytes);
        Client.Got part = client.ask("GET", BLOB, "Range", "bytes=10-19");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/" + bytes.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
        assertThat(client.ask("GET", BLOB, "Range", "bytes=20-").body())
                .isEqualTo(Arrays.copyOfRange(bytes, 20, bytes.length));
        Client.Got beyond = client.ask("GET", BLOB, "Range", "bytes=" + bytes.length + "-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */" + bytes.length);
        assertThat(client.ask("HEAD", BLOB).header("Content-Length")).isEqualTo(Integer.toString(bytes.length));
    }

    @Test
    void chunks_areTakenInOrderOnly() throws IOException {
        byte[] bytes = LAYER.bytes();
        String location = client.upload("app");
        Client.Got first = client.patch(location, bytes, 0, 100);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-99");
        Client.Got wrong = client.patch(first.header("Location"), bytes, 200, 300);
        assertThat(wrong.status()).isEqualTo(416);
        assertThat(wrong.header("Range")).isEqualTo("0-99");
        assertThat(client.ask("GET", location).header("Range")).isEqualTo("0-99");
        byte[] rest = Arrays.copyOfRange(bytes, 100, bytes.length);
        assertThat(client.put(first.header("Location"), LAYER.digest(), rest).status()).isEqualTo(201);
        assertThat(registry.content().blob("app", LAYER.digest())).hasValueSatisfying(
                held -> assertThat(held).isEqualTo(bytes));
        assertThat(client.ask("GET", location).status()).isEqualTo(404);
        assertThat(registry.traffic().pushed()).isEqualTo(bytes.length + 100); // what was refused came, too
    }

    @Test
    void wrongBytes_areRefused() throws IOException {
        String other = SeededBlob.sha256(new byte[1]);
        assertThat(client.put(client.upload("app"), other, LAYER.bytes()).status()).isEqualTo(400);
        assertThat(client.send("PUT", "/v2/app/manifests/1", IMAGE.manifest().bytes(), "Content-Type",
                IMAGE.manifest().mediaType()).text()).contains("MANIFEST_BLOB_UNKNOWN");
        assertThat(client.send("PUT", "/v2/app/manifests/" + other, IMAGE.manifest().bytes(), "Content-Type",
                IMAGE.manifest().mediaType()).text()).contains("DIGEST_INVALID");
        assertThat(client.send("PUT", "/v2/app/manifests/1", LAYER.bytes()).text()).contains("MANIFEST_INVALID");
        assertThat(registry.content().tags("app")).isEmpty();
    }

    @Test
    void otherDigests_areKnown() throws IOException {
        SeededBlob blob = LAYER.bySha512();
        assertThat(blob.digest()).hasSize("sha512:".length() + 128);
        assertThat(client.put(client.upload("app"), blob.digest(), blob.bytes()).status()).isEqualTo(201);
        assertThat(client.ask("HEAD", "/v2/app/blobs/" + blob.digest()).status()).isEqualTo(200);
    }

    @Test
    void mount_takesTheBlobOrOpensAnUpload() throws IOException {
        registry.seed(IMAGE, "team/base", "1");
        String mount = "/v2/app/blobs/uploads/?mount=%s&from=team/base";
        assertThat(client.ask("POST", mount.formatted(LAYER.digest())).status()).isEqualTo(201);
        assertThat(registry.content().blob("app", LAYER.digest())).isPresent();
        Client.Got other = client.ask("POST", mount.formatted(SeededBlob.sha256(new byte[3])));
        assertThat(other.status()).isEqualTo(202);
        assertThat(client.ask("DELETE", other.header("Location")).status()).isEqualTo(204);
    }

    @Test
    void traffic_countsWhatMoved() throws IOException {
        registry.seed(IMAGE, "app", "1");
        client.ask("GET", BLOB, "Range", "bytes=0-99");
        client.ask("GET", BLOB, "Range", "bytes=100-199", "Authorization", "Basic eA==");
        assertThat(registry.traffic().fetched(LAYER.digest())).isEqualTo(200);
        assertThat(registry.traffic().repeated(LAYER.digest())).isZero();
        client.ask("GET", BLOB, "Range", "bytes=50-149");
        assertThat(registry.traffic().repeated(LAYER.digest())).isEqualTo(100);
        assertThat(registry.traffic().count("GET", "/v2/app/blobs/.*")).isEqualTo(3);
        assertThat(registry.traffic().exchanges()).extracting(Traffic.Exchange::authorized).containsExactly(false, true,
                false);
        assertThat(registry.traffic().exchanges()).extracting(Traffic.Exchange::status).containsOnly(206);
    }

    @Test
    void unknownRequest_failsAtTheEnd() throws IOException {
        FieldRegistry other = FieldRegistry.start();
        try (Client asking = new Client(other.uri())) {
            assertThat(asking.ask("GET", "/v1/search").status()).isEqualTo(418);
        }
        assertThatThrownBy(other::close).isInstanceOf(AssertionError.class).hasMessageContaining("GET /v1/search");
    }

    @Test
    void credentialElsewhere_failsAtTheEnd() throws IOException {
        FieldRegistry other = FieldRegistry.start();
        other.seed(IMAGE, "app", "1");
        try (Client asking = new Client(other.elsewhere())) {
            asking.ask("GET", BLOB, "Authorization", "Bearer x");
        }
        assertThatThrownBy(other::close).isInstanceOf(AssertionError.class).hasMessageContaining("another origin");
    }
}
