package dev.crossdock.registry.operation.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.operation.metrics.Requests.End;
import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    private String text() {
        return new String(metrics.text(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"/,ALIVE", "/v2/,VERSION", "/v2,VERSION", "/v2/_catalog,CATALOG", "/v2/a/tags/list,TAGS",
            "/v2/a/b/c/manifests/1,MANIFEST", "/v2/a/blobs/sha256:ab,BLOB", "/v2/a/blobs/sha256%3Aab,BLOB",
            "/v2/a/blobs/uploads/,UPLOAD", "/v2/a/blobs/uploads,UPLOAD", "/v2/a/b/blobs/uploads/x-y,UPLOAD",
            "/v2/a/referrers/sha256:ab,REFERRERS", "/v2/manifests/manifests/1,MANIFEST",
            "/v2/manifests/blobs/x,BLOB", "/v1/,OTHER", "/v2/a,OTHER", "/v2/a/b,OTHER", "/v2//,OTHER", "*,OTHER",
            "/v2/a/other/x,OTHER", "/v3/a/manifests/1,OTHER", "/v2/manifests/1,OTHER"})
    void routes_areToldApart(String path, RouteKind kind) {
        assertThat(RouteKind.of(path)).isEqualTo(kind);
    }

    @Test
    void route_ofNoPath_isOther() {
        assertThat(RouteKind.of("")).isEqualTo(RouteKind.OTHER);
        assertThat(Stream.of(RouteKind.values()).map(RouteKind::place)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void requests_fallIntoTheirBuckets() {
        for (long millis : List.of(0, 1, 2, 600_000)) {
            metrics.requests().ended("GET", "/v2/a/blobs/x", new End(200, millis * 1_000_000, 1, 10));
        }
        metrics.requests().ended("BREW", "/v2/a/blobs/x", new End(418, 1, 0, 0));
        metrics.requests().ended("GET", "nothing", new End(0, 1, 0, 0));
        metrics.requests().ended("GET", "nothing", new End(999, 1, 0, 0));

        String blob = "crossdock_registry_http_request_duration_seconds_bucket{method=\"GET\",route=\"blob\",le=";
        assertThat(text()).contains(blob + "\"5.0E-4\"} 1\n", blob + "\"0.001\"} 2\n", blob + "\"0.0025\"} 3\n",
                blob + "\"300.0\"} 3\n", blob + "\"+Inf\"} 4\n",
                "http_request_duration_seconds_sum{method=\"GET\",route=\"blob\"} 600.003\n",
                "http_requests_total{method=\"GET\",route=\"blob\",status=\"2xx\"} 4.0\n",
                "http_requests_total{method=\"other\",route=\"blob\",status=\"4xx\"} 1.0\n",
                "http_requests_total{method=\"GET\",route=\"other\",status=\"other\"} 2.0\n",
                "http_request_bytes_total{route=\"blob\"} 4.0\n",
                "http_response_bytes_total{route=\"blob\"} 40.0\n").doesNotContain("BREW", "nothing");
    }

    @Test
    void othersFigures_areAskedAtEachScrape() {
        metrics.outbox(() -> new OutboxFigures(3, Duration.ofMillis(1500), 7, 2, 1));
        metrics.collector(() -> new CollectorFigures(4, 1, 10, 1 << 20));
        metrics.gauge("fine", "Fine", () -> 0.5);
        metrics.counter("dropped", "Dropped", () -> 5);

        assertThat(text()).contains("crossdock_registry_outbox_events 3.0\n",
                "crossdock_registry_outbox_oldest_seconds 1.5\n", "crossdock_registry_outbox_attempts_total 7.0\n",
                "crossdock_registry_outbox_failures_total 2.0\n", "crossdock_registry_outbox_dead_letters 1.0\n",
                "crossdock_registry_collector_runs_total 4.0\n", "crossdock_registry_collector_failures_total 1.0\n",
                "crossdock_registry_collector_blobs_total 10.0\n",
                "crossdock_registry_collector_reclaimed_bytes_total 1048576.0\n", "crossdock_registry_fine 0.5\n",
                "crossdock_registry_dropped_total 5.0\n", "crossdock_registry_heap_bytes ");
    }

    @Test
    void figuresThatCannotBeHad_hideNoOthers() {
        metrics.outbox(() -> {
            throw new IllegalStateException("the outbox is closed");
        });
        metrics.gauge("fine", "Fine", () -> 1);

        assertThat(text()).contains("crossdock_registry_fine 1.0\n").doesNotContain("outbox");
    }

    @Test
    void storage_isCounted_andPassesAsItIs(@TempDir Path root) {
        StoragePath place = new StoragePath("a/b");
        try (StorageDriver driver = metrics.counting(FilesystemDriver.open(root))) {
            driver.write(place, new byte[3], Durability.SYNCED);
            assertThat(driver.load(place, 10)).hasValue(new byte[3]);
            assertThat(driver.read(place, 1, 2).orElseThrow().length()).isEqualTo(2);
            assertThat(driver.list(new StoragePath("a"), "", 10)).containsExactly("b");
            assertThat(driver.stat(place)).isPresent();
            driver.move(place, new StoragePath("a/c"));
            assertThat(driver.delete(new StoragePath("a/c"), Durability.RELAXED)).isTrue();
            try (AppendSession session = driver.append(new StoragePath("s"))) {
                session.write(ByteBuffer.allocate(5));
                assertThat(session.size()).isEqualTo(5);
                session.commit(new StoragePath("t"));
            }
            assertThatThrownBy(() -> driver.load(new StoragePath("t"), 1)).isInstanceOf(StorageException.class);
        }

        String count = "crossdock_registry_storage_operation_duration_seconds_count{operation=";
        assertThat(text()).contains(count + "\"write\"} 1\n", count + "\"load\"} 2\n", count + "\"read\"} 1\n",
                count + "\"list\"} 1\n", count + "\"stat\"} 1\n", count + "\"move\"} 1\n", count + "\"delete\"} 1\n",
                count + "\"append\"} 1\n", count + "\"commit\"} 1\n",
                "crossdock_registry_storage_failures_total{operation=\"load\"} 1.0\n",
                "crossdock_registry_storage_failures_total{operation=\"read\"} 0.0\n",
                "crossdock_registry_storage_written_bytes_total 8.0\n");
    }

    /** A method that has a default body would otherwise pass by the driver that has a better one. */
    @Test
    void relays_passEveryMethodOn() throws NoSuchMethodException {
        for (Method method : StorageDriver.class.getMethods()) {
            assertThat(CountedDriver.class.getDeclaredMethod(method.getName(), method.getParameterTypes())).isNotNull();
        }
        for (Method method : AppendSession.class.getMethods()) {
            assertThat(CountedSession.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                    .isNotNull();
        }
    }
}
