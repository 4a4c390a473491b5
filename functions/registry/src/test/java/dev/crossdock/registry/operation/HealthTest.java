package dev.crossdock.registry.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.operation.HealthSettings.HttpCheck;
import dev.crossdock.registry.operation.HealthSettings.Schedule;
import dev.crossdock.registry.operation.HealthSettings.TcpCheck;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Schedule OFTEN = new Schedule(SOON, 1);

    private final AtomicBoolean isBroken = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    private StorageDriver driver() {
        return (StorageDriver) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{
                StorageDriver.class}, (proxy, method, arguments) -> {
                    looks.incrementAndGet();
                    if (isBroken.get()) {
                        throw new StorageException("look at the bucket: got 503");
                    }
                    return Optional.empty();
                });
    }

    private Health health(List<HttpCheck> https, List<TcpCheck> tcps) {
        return Health.watching(new HealthSettings(Optional.empty(), List.of(), https, tcps), driver());
    }

    @Test
    void storage_isUnwell_afterItsThreshold_andWellAfterOneAnswer() {
        isBroken.set(true);
        try (Health health = Health.watching(new HealthSettings(Optional.of(new Schedule(SOON, 5)), List.of()),
                driver())) {
            Awaitility.await().until(() -> !health.isServing());
            assertThat(looks.get()).isGreaterThanOrEqualTo(5);
            assertThat(health.failures()).containsExactly(Map.entry("storagedriver", "look at the bucket: got 503"));
            assertThat(health.isReady()).isFalse();

            isBroken.set(false);
            Awaitility.await().until(health::isServing);
            assertThat(health.failures()).isEmpty();
        }
    }

    @Test
    void closed_looksNoMore() {
        Health health = Health.watching(new HealthSettings(Optional.of(OFTEN), List.of()), driver());
        Awaitility.await().until(() -> looks.get() > 3);
        health.close();
        AtomicInteger seen = new AtomicInteger(-1);

        Awaitility.await().pollInterval(SOON.multipliedBy(20)).until(() -> seen.getAndSet(looks.get()) == looks.get());
    }

    @Test
    void http_wantsItsStatus_andSendsItsHeaders() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger status = new AtomicInteger(204);
        other.createContext("/well", exchange -> {
            boolean isMeant = exchange.getRequestMethod().equals("HEAD") && "secret".equals(exchange
                    .getRequestHeaders().getFirst("X-Key"));
            exchange.sendResponseHeaders(isMeant ? status.get() : 400, -1);
            exchange.close();
        });
        other.start();
        URI address = URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/well?token=secret");
        HttpCheck check = new HttpCheck(address, Map.of("X-Key", List.of("secret")), 204, Duration.ofSeconds(5), OFTEN);
        assertThat(check.toString()).doesNotContain("secret");
        try (Health health = health(List.of(check), List.of())) {
            status.set(500);
            Awaitility.await().until(() -> !health.isServing());
            assertThat(health.failures()).containsExactly(Map.entry(check.name(), "HEAD: got status 500, wanted 204"));
            assertThat(check.name()).doesNotContain("secret");

            status.set(204);
            Awaitility.await().until(health::isServing);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void tcp_wantsAListener() throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String name = "127.0.0.1:" + listener.getLocalPort();
        try (Health health = health(List.of(), List.of(tcp("127.0.0.1", listener.getLocalPort())))) {
            Awaitility.await().until(health::isServing);
            listener.close();
            Awaitility.await().until(() -> !health.isServing());
            assertThat(health.failures()).containsOnlyKeys(name);
            assertThat(health.failures().get(name)).contains("connect");
        }
    }

    private static TcpCheck tcp(String host, int port) {
        return new TcpCheck(host, port, Duration.ofSeconds(5), OFTEN);
    }

    @Test
    void drained_isUnready_butServes() {
        try (Health health = health(List.of(), List.of())) {
            assertThat(health.isReady()).isTrue();
            health.drain();

            assertThat(health.isReady()).isFalse();
            assertThat(health.isServing()).isTrue();
            assertThat(health.failures()).containsOnlyKeys("draining");
        }
    }

    @Test
    void settingsThatMeanNothing_areRefused() {
        URI file = URI.create("file:/etc/passwd");
        assertThatThrownBy(() -> new HttpCheck(file, Map.of(), 200, SOON, OFTEN)).hasMessageContaining("http(s)");
        URI fine = URI.create("http://user:secret@127.0.0.1/?secret");
        assertThatThrownBy(() -> new HttpCheck(fine, Map.of(), 99, SOON, OFTEN)).hasMessageContaining("99")
                .hasMessageContaining("http://127.0.0.1/").hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new HttpCheck(fine, Map.of(), 200, Duration.ZERO, OFTEN)).hasMessageContaining(
                "above 0");
        assertThatThrownBy(() -> tcp("", 1)).hasMessageContaining("host");
        assertThatThrownBy(() -> tcp("a", 0)).hasMessageContaining("port");
        assertThatThrownBy(() -> new Schedule(Duration.ZERO, 1)).hasMessageContaining("interval");
        assertThatThrownBy(() -> new Schedule(SOON, -1)).hasMessageContaining("threshold");
        assertThat(new Schedule(SOON, 0).threshold()).isOne();
        assertThatThrownBy(() -> new DrainSettings(Duration.ofSeconds(-1), SOON)).hasMessageContaining("lull");
        assertThatThrownBy(() -> new DebugSettings(new ListenAddress("", 0), Optional.of(
                "metrics"))).hasMessageContaining("/metrics");
        List<TcpCheck> many = Collections.nCopies(HealthSettings.MAXIMUM_CHECKS + 1, tcp("a", 1));
        assertThatThrownBy(() -> new HealthSettings(Optional.empty(), List.of(), List.of(), many))
                .hasMessageContaining("health.tcp");
    }
}
