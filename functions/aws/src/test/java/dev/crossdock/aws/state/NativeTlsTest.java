package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.crossdock.client.tls.TestAuthority;
import dev.crossdock.client.tls.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class NativeTlsTest {
    private static final String URL = "https://sqs.us-east-1.amazonaws.com/1/requests";
    private static final TestAuthority AUTHORITY = new TestAuthority();

    private final List<SSLSocket> sockets = new CopyOnWriteArrayList<>();
    @TempDir
    private Path folder;

    @BeforeEach
    void identify() {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "someone");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    private TlsOptions trusting() throws IOException {
        return TlsOptions.trusting(AUTHORITY.writePem(folder.resolve("ca.pem")));
    }

    private String queueUrl(String host, String name, NativeTls tls) throws Exception {
        HttpsServer server = AUTHORITY.serve(name, Instant.now().plus(Duration.ofDays(1)), NativeTlsTest::answer);
        URI endpoint = URI.create("https://%s:%d".formatted(host, server.getAddress().getPort()));
        TlsSocketStrategy watched = (socket, target, port, attachment, context) -> {
            SSLSocket upgraded = tls.strategy().upgrade(socket, target, port, attachment, context);
            sockets.add(upgraded);
            return upgraded;
        };
        try (AwsClients clients = AwsClients.of(watched, Optional.of(endpoint), Optional.of(endpoint))) {
            return clients.sqs().getQueueUrl(it -> it.queueName("requests")).queueUrl();
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = "{\"QueueUrl\":\"%s\"}".formatted(URL).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void call_overTls_isConscrypts(String host) throws Exception {
        assertThat(queueUrl(host, host, new NativeTls(trusting()))).isEqualTo(URL);
        assertThat(sockets).hasSize(1).first().extracting(socket -> socket.getClass().getName()).asString()
                .startsWith("org.conscrypt.");
        assertThat(sockets.getFirst().getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void authority_thatNobodyKnows_isRefused() {
        assertThatThrownBy(() -> queueUrl("127.0.0.1", "127.0.0.1", new NativeTls(TlsOptions.STANDARD)))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("certification path");
    }

    @Test
    void certificate_ofAnotherName_isRefused() {
        assertThatThrownBy(() -> queueUrl("127.0.0.1", "elsewhere.example", new NativeTls(trusting())))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("Certificate for <127.0.0.1> doesn't match");
        assertThat(sockets).isEmpty();
    }

    @Test
    void authorities_thatCannotBeRead_areNamedByTheFirstConnection() {
        Path missing = folder.resolve("missing.pem");
        NativeTls tls = new NativeTls(TlsOptions.trusting(missing));
        tls.prepare();
        assertThatThrownBy(() -> queueUrl("127.0.0.1", "127.0.0.1", tls)).isInstanceOf(SdkClientException.class)
                .hasMessageContaining("missing.pem");
    }

    @Test
    void preparedTls_readsNothingMore() throws Exception {
        TlsOptions options = trusting();
        NativeTls tls = new NativeTls(options);
        tls.prepare();
        Files.delete(options.authorities().getFirst());
        assertThat(queueUrl("127.0.0.1", "127.0.0.1", tls)).isEqualTo(URL);
    }
}
