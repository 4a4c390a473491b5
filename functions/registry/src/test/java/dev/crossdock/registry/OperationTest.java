package dev.crossdock.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.jetty.HttpSettings;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.DrainSettings;
import dev.crossdock.registry.operation.HealthSettings;
import dev.crossdock.registry.operation.HealthSettings.FileCheck;
import dev.crossdock.registry.operation.HealthSettings.Schedule;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Health, metrics and the end of a registry, over real HTTP. */
class OperationTest extends RegistryContract {
    private static final Schedule OFTEN = new Schedule(Duration.ofMillis(20), 1);
    private static final ListenAddress FREE = new ListenAddress("127.0.0.1", 0);
    private static final DrainSettings SLOW = new DrainSettings(Duration.ofSeconds(20), Duration.ofSeconds(10));

    private Path drained() {
        return root.resolve("drained");
    }

    private void restart(DrainSettings drain) throws IOException {
        HealthSettings health = new HealthSettings(Optional.of(OFTEN), List.of(new FileCheck(drained(), OFTEN)));
        restart(settings(true, List.of()).with(new OperationSettings(health,
                LogSettings.USUAL.withoutAccessLog(), Optional.of(new DebugSettings(FREE, Optional.of("/metrics"))),
                drain)));
    }

    private HttpResponse<String> debug(String method, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.debugPort().orElseThrow()
                    + path)).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void health_isEmptyWhereAllIsWell() throws Exception {
        restart(DrainSettings.WITHOUT_LULL);

        HttpResponse<String> answer = debug("GET", "/debug/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(debug("HEAD", "/debug/health").statusCode()).isEqualTo(200);
        assertThat(debug("POST", "/debug/health").statusCode()).isEqualTo(405);
        assertThat(debug("GET", "/debug/pprof").statusCode()).isEqualTo(404);
        assertThat(debug("GET", "/v2/").statusCode()).isEqualTo(404);
    }

    /** As with distribution: a file takes the registry out of rotation, and its removal puts it back. */
    @Test
    void failingCheck_isNamed_andEveryRequestIsTurnedAway() throws Exception {
        restart(DrainSettings.WITHOUT_LULL);
        wire.pushImage("team/app", "1", "layer");
        Files.createFile(drained());
        Awaitility.await().until(() -> debug("GET", "/debug/health").statusCode() == 503);

        assertThat(debug("GET", "/debug/health").body()).isEqualTo("{\"%s\":\"the file is there\"}".formatted(
                drained()));
        assertThat(wire.get("/").refused(503, "UNAVAILABLE").header("Retry-After")).isEqualTo("5");
        wire.get("/v2/team/app/manifests/1").refused(503, "UNAVAILABLE");
        assertThat(debug("GET", "/metrics").body()).contains("crossdock_registry_healthy 0.0\n");

        Files.delete(drained());
        Awaitility.await().until(() -> debug("GET", "/debug/health").statusCode() == 200);
        wire.get("/").is(200);
        wire.get("/v2/team/app/manifests/1").is(200);
    }

    @Test
    void metrics_knowRoutesBehindAPrefix() throws Exception {
        HttpSettings plain = HttpSettings.plain(FREE);
        restart(settings(true, List.of()).with(new OperationSettings(HealthSettings.NOTHING, LogSettings.USUAL
                .withoutAccessLog(), Optional.of(new DebugSettings(FREE, Optional.of("/metrics"))),
                DrainSettings.WITHOUT_LULL)).with(new HttpSettings(FREE, plain.tls(),
                        new HttpSettings.External(
                                Optional.empty(), false, "/images"),
                        plain.headers(), plain.limits(), List.of())));
        wire.get("/images/v2/team/app/manifests/none").is(404);

        Awaitility.await().untilAsserted(() -> assertThat(debug("GET", "/metrics").body()).contains(
                "crossdock_registry_http_requests_total{method=\"GET\",route=\"manifest\",status=\"4xx\"} 1.0\n"));
    }

    @Test
    void metrics_countRequestsAndStorage() throws Exception {
        restart(DrainSettings.WITHOUT_LULL);
        wire.pushImage("team/app", "1", "layer");
        byte[] manifest = wire.get("/v2/team/app/manifests/1").is(200).bytes();
        wire.get("/v2/team/app/manifests/2").refused(404, "MANIFEST_UNKNOWN");

        // A request is counted when it is over, which may be after its client has read the answer.
        Awaitility.await().untilAsserted(() -> assertThat(debug("GET", "/metrics").body()).contains(
                "crossdock_registry_http_requests_total{method=\"GET\",route=\"manifest\",status=\"2xx\"} 1.0\n",
                "crossdock_registry_http_requests_total{method=\"GET\",route=\"manifest\",status=\"4xx\"} 1.0\n",
                "crossdock_registry_http_requests_total{method=\"PUT\",route=\"manifest\",status=\"2xx\"} 1.0\n",
                "crossdock_registry_http_requests_total{method=\"POST\",route=\"upload\",status=\"2xx\"} 2.0\n",
                "crossdock_registry_http_request_bytes_total{route=\"manifest\"} " + (double) manifest.length + "\n",
                "crossdock_registry_http_request_duration_seconds_count{method=\"PUT\",route=\"manifest\"} 1\n",
                "crossdock_registry_http_request_duration_seconds_bucket{method=\"PUT\",route=\"manifest\",le=\"+Inf\"}"
                        + " 1\n",
                "crossdock_registry_http_requests_in_flight 0.0\n", "crossdock_registry_uploads_open 0.0\n",
                "crossdock_registry_storage_operation_duration_seconds_count{operation=\"commit\"} 2\n",
                "crossdock_registry_storage_failures_total{operation=\"commit\"} 0.0\n",
                "crossdock_registry_healthy 1.0\n", "# TYPE crossdock_registry_http_requests_total counter\n"));
        assertThat(debug("GET", "/metrics").body()).doesNotContain("team").doesNotContain("sha256");
        assertThat(debug("GET", "/metrics").headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    }

    @Test
    void debugAddressInUse_isRefused_andHoldsNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RegistrySettings settings = RegistrySettings.onFreePort(root.resolve("other")).with(
                    new OperationSettings(HealthSettings.NOTHING, LogSettings.USUAL.withoutAccessLog(),
                            Optional.of(new DebugSettings(new ListenAddress("127.0.0.1", taken.getLocalPort()),
                                    Optional.empty())),
                            DrainSettings.WITHOUT_LULL));

            assertThatThrownBy(() -> RegistryServer.start(settings)).isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort()).hasMessageContaining(
                            "http.debug.addr");
        }
        RegistryServer.start(RegistrySettings.onFreePort(root.resolve("other"))).close();
    }

    @Test
    void lull_isUnready_andStillServes() throws Exception {
        restart(SLOW);
        wire.pushImage("team/app", "1", "layer");
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> closing = threads.submit(server::close);
            Awaitility.await().until(() -> debug("GET", "/debug/health").statusCode() == 503);

            assertThat(debug("GET", "/debug/health").body()).contains("\"draining\":");
            wire.get("/").refused(503, "UNAVAILABLE");
            wire.get("/v2/").is(200);
            wire.get("/v2/team/app/manifests/1").is(200);
            wire.pushImage("team/app", "2", "another layer");

            threads.shutdownNow(); // whoever is in a hurry ends the lull
            closing.get();
        }
        assertThatThrownBy(() -> wire.connect()).isInstanceOf(ConnectException.class);
        start();
    }

    /** A slow push that has begun is finished; what would begin now is refused, on old connections and on new ones. */
    @Test
    void requestsInWork_areFinished_andNewOnesRefused() throws Exception {
        restart(DrainSettings.WITHOUT_LULL);
        byte[] blob = Wire.bytes("0123456789");
        String location = wire.begin("team/app") + "?digest=" + Digest.sha256(blob);
        try (Socket slow = wire.connect();
                Socket idle = wire.connect();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            send(idle, "GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n");
            Awaitility.await().until(() -> idle.getInputStream().available() > 0);
            send(slow, "PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234".formatted(location));
            Awaitility.await().until(() -> debug("GET", "/metrics").body().contains("requests_in_flight 1.0\n"));
            Future<?> closing = threads.submit(server::close);

            Awaitility.await().until(() -> isRefused());
            assertThat(debug("GET", "/debug/health").statusCode()).isEqualTo(503);
            // Jetty cuts off whoever pauses for a second at the end.
            Awaitility.await().during(Duration.ofMillis(1500)).atMost(Duration.ofSeconds(8)).until(
                    () -> !closing.isDone());
            send(slow, "56789");

            assertThat(new String(slow.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 201 ");
            closing.get();
        }
        start();
        assertThat(wire.get("/v2/team/app/blobs/" + Digest.sha256(blob)).is(200).bytes()).isEqualTo(blob);
    }

    @Test
    void requestsThatTakeTooLong_areCutOff() throws Exception {
        restart(new DrainSettings(Duration.ZERO, Duration.ofMillis(200)));
        String location = wire.begin("team/app") + "?digest=" + Digest.sha256(new byte[10]);
        try (Socket slow = wire.connect()) {
            send(slow, "PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234".formatted(location));
            Awaitility.await().until(() -> debug("GET", "/metrics").body().contains("requests_in_flight 1.0\n"));

            server.close();

            assertThat(new String(slow.getInputStream().readAllBytes(), ISO_8859_1)).doesNotContain("201");
        }
        start();
        wire.get("/v2/").is(200);
    }

    private boolean isRefused() throws IOException {
        try (Socket socket = wire.connect()) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
