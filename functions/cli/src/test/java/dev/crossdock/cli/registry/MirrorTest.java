package dev.crossdock.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.transfer.ranges.RangedFeeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that serves another one's images under a prefix: both are real, and so is what is between them. */
class MirrorTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int LAYER_BYTES = 3 << 20;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpEngine engine = new HttpEngine();
    private final Glances glances = new Glances();
    private final byte[] layer = new byte[LAYER_BYTES];
    private RegistryServer origin;
    private RegistryServer mirror;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(7).nextBytes(layer);
        origin = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("origin")));
        RangedFeeds feeds = new RangedFeeds();
        RegistrySettings settings = RegistrySettings.onFreePort(folder.resolve("mirror"));
        UpstreamSettings upstream = new UpstreamSettings("hub", URI.create("http://127.0.0.1:" + origin.port()),
                Optional.empty(), Optional.empty());
        mirror = RegistryServer.start(settings.with(new RegistrySettings.Content(settings.content().rules(),
                settings.content().collector(), List.of(upstream))),
                each -> RemoteUpstream.of(each, engine, glances,
                        feeds));
    }

    @AfterEach
    void stop() {
        mirror.close();
        origin.close();
        glances.close();
        engine.close();
        client.close();
    }

    @Test
    void image_isServed_andStaysWhileTheOriginIsAway() throws Exception {
        byte[] manifest = push("1");

        assertThat(get("/v2/hub/team/app/manifests/1").body()).isEqualTo(manifest);
        assertThat(get("/v2/hub/team/app/blobs/" + digest(layer)).body()).isEqualTo(layer);
        assertThat(new String(get("/v2/hub/team/app/tags/list").body(), StandardCharsets.UTF_8)).contains("\"1\"");

        origin.close();

        assertThat(get("/v2/hub/team/app/manifests/1").body()).isEqualTo(manifest);
        assertThat(get("/v2/hub/team/app/blobs/" + digest(layer)).body()).isEqualTo(layer);
        HttpResponse<byte[]> unknown = get("/v2/hub/team/app/manifests/2");
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(new String(unknown.body(), StandardCharsets.UTF_8)).contains("UNAVAILABLE");
    }

    @Test
    void silentOrigin_keepsAPullOfWhatIsHereForSecondsAtMost() throws Exception {
        byte[] manifest = push("1");
        assertThat(get("/v2/hub/team/app/manifests/1").body()).isEqualTo(manifest);
        int port = origin.port();
        origin.close();
        try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(silent.isBound()).isTrue();
            Instant begun = Instant.now();

            assertThat(get("/v2/hub/team/app/manifests/1").body()).isEqualTo(manifest);

            assertThat(Duration.between(begun, Instant.now())).isLessThan(Glances.LONGEST.multipliedBy(3));
        }
    }

    @Test
    void whatTheOriginDoesNotHave_isUnknown() throws Exception {
        push("1");

        assertThat(get("/v2/hub/team/app/manifests/none").statusCode()).isEqualTo(404);
        assertThat(get("/v2/hub/team/app/blobs/sha256:" + "0".repeat(64)).statusCode()).isEqualTo(404);
        assertThat(get("/v2/other/app/manifests/1").statusCode()).isEqualTo(404);
    }

    @Test
    void pushes_toWhatIsAnothers_areRefused_andToOurOwnTaken() throws Exception {
        HttpResponse<byte[]> refused = send("POST", mirror, "/v2/hub/team/app/blobs/uploads/", new byte[0]);

        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("push it there");
        assertThat(send("POST", mirror, "/v2/ours/app/blobs/uploads/", new byte[0]).statusCode()).isEqualTo(202);
    }

    private byte[] push(String tag) throws Exception {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        for (byte[] blob : List.of(layer, config)) {
            assertThat(send("POST", origin, "/v2/team/app/blobs/uploads/?digest=" + digest(blob), blob).statusCode())
                    .isEqualTo(201);
        }
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                """.formatted(MANIFEST, digest(config), digest(layer), layer.length).getBytes(StandardCharsets.UTF_8);
        assertThat(send("PUT", origin, "/v2/team/app/manifests/" + tag, manifest).statusCode()).isEqualTo(201);
        return manifest;
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return send("GET", mirror, path, new byte[0]);
    }

    private HttpResponse<byte[]> send(String method, RegistryServer to, String path, byte[] body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(to.port(), path)))
                .header("Content-Type", path.contains("/manifests/") ? MANIFEST : "application/octet-stream")
                .method(method, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    private static String digest(byte[] bytes) throws NoSuchAlgorithmException {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
