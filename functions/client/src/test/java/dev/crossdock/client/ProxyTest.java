package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.client.tls.TestAuthority;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Refused;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry has a name that nobody resolves: who reaches it came through the proxy. */
class ProxyTest {
    private static final String TO_PROXY = "Proxy-Authorization";
    private static final String OURS = "Basic bWU6czNjcmV0";

    @TempDir
    private Path folder;

    private static HttpEngine engine(String variable, String user, int port) {
        return new HttpEngine(Limits.STANDARD, _ -> {}, InstantSource.system(),
                Proxies.of(Map.of(variable, "http://%s127.0.0.1:%d".formatted(user, port))));
    }

    @Test
    void plainHttp_goesThroughTheProxy_uploadsToo() throws Exception {
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1, 2, 3});
        String host = "http://registry.test";
        try (ScriptedRegistry proxy = ScriptedRegistry.start();
                HttpEngine engine = engine("HTTP_PROXY", "me:s3cret@", proxy.port())) {
            proxy.on("GET", host + "/v2/app/tags/list.*", Answer.status(200).body("{\"tags\":[\"1\"]}"))
                    .on("POST", host + "/v2/app/blobs/uploads/", Answer.status(202).header("Location", "/up"))
                    .on("PUT", host + "/up.*", Answer.status(201));
            RegistryClient client = new RegistryClient(engine, RegistryOptions.at(URI.create(host)));
            assertThat(client.source(Wire.APP).tags()).containsExactly(new Tag("1"));
            client.target(Wire.APP).beginUpload(Wire.descriptor(blob))
                    .stream(out -> out.write(ByteBuffer.wrap(blob.bytes())));
            assertThat(proxy.received()).hasSize(3)
                    .allMatch(request -> request.header(TO_PROXY).filter(OURS::equals).isPresent());
        }
    }

    @Test
    void tls_goesThroughATunnel_andTheRegistrySeesNothingOfTheProxysCredentials() throws Exception {
        TestAuthority authority = new TestAuthority();
        HttpsServer registry = authority.serve("registry.test", Instant.now().plus(Duration.ofDays(1)));
        try (TunnelProxy proxy = TunnelProxy.to(registry.getAddress().getPort(), OURS);
                HttpEngine engine = engine("HTTPS_PROXY", "me:s3cret@", proxy.port())) {
            TlsOptions tls = TlsOptions.trusting(authority.writePem(folder.resolve("ca.pem")));
            assertThat(new RegistryClient(engine, RegistryOptions.ofHost("registry.test").withTls(tls))
                    .source(Wire.APP).tags()).containsExactly(new Tag("1"));
            assertThat(proxy.asked()).containsExactly("CONNECT registry.test:443");
            assertThat(authority.seenHeaders()).doesNotContain(TO_PROXY);
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void registry_thatAsksForTheProxysCredentials_getsNone() throws Exception {
        TestAuthority authority = new TestAuthority();
        List<Boolean> told = new CopyOnWriteArrayList<>();
        HttpsServer registry = authority.serve("registry.test", Instant.now().plus(Duration.ofDays(1)), exchange -> {
            told.add(exchange.getRequestHeaders().containsKey(TO_PROXY));
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=p");
            exchange.sendResponseHeaders(407, -1);
            exchange.close();
        });
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1, 2, 3});
        try (TunnelProxy proxy = TunnelProxy.to(registry.getAddress().getPort(), OURS);
                HttpEngine engine = engine("HTTPS_PROXY", "me:s3cret@", proxy.port())) {
            TlsOptions tls = TlsOptions.trusting(authority.writePem(folder.resolve("ca.pem")));
            RegistryClient client = new RegistryClient(engine, RegistryOptions.ofHost("registry.test").withTls(tls));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Refused.class)
                    .hasMessageContaining("407");
            assertThatThrownBy(() -> client.source(Wire.APP).blob(Wire.descriptor(blob), 0, 3))
                    .isInstanceOf(Refused.class).hasMessageContaining("407");
        } finally {
            registry.stop(0);
        }
        assertThat(told).as("asked once for each").containsExactly(false, false);
    }

    @Test
    void proxy_thatWantsOtherCredentials_isForAPerson() throws Exception {
        try (TunnelProxy proxy = TunnelProxy.to(1, "Basic other");
                HttpEngine engine = engine("HTTPS_PROXY", "me:s3cret@", proxy.port())) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.ofHost("registry.test"));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Refused.class)
                    .hasMessageContaining("407 from the proxy to registry.test:443").hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void proxy_thatCannotBeUsed_isForAPerson() {
        try (HttpEngine engine = new HttpEngine(Limits.STANDARD, _ -> {}, InstantSource.system(),
                Proxies.of(Map.of("HTTPS_PROXY", "socks5://me:s3cret@proxy")))) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.ofHost("registry.test"));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Refused.class)
                    .hasMessageContaining("HTTPS_PROXY: ").hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void thisMachine_isReachedWithoutAProxy_andWithoutItsCredentials() throws Exception {
        try (ScriptedRegistry registry = ScriptedRegistry.start();
                HttpEngine engine = engine("HTTP_PROXY", "me:s3cret@", 1)) {
            registry.on("GET", "/v2/app/tags/list.*", Answer.status(200).body("{\"tags\":[]}"));
            new RegistryClient(engine,
                    RegistryOptions.at(registry.uri()).withCredentials(new Credentials.Basic("u", "p")))
                    .source(Wire.APP).tags();
            List<Received> received = registry.received();
            assertThat(received.getFirst().header(TO_PROXY)).isEmpty();
        }
    }
}
