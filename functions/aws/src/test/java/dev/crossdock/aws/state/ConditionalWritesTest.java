package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to conditional writes that no emulator gives at will, from a server that says what it is told to. */
final class ConditionalWritesTest {
    private static final byte[] OURS = {1};

    private record Said(int status, String body) {}

    private final Deque<Said> answers = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private HttpServer server;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Objects objects;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "secret-of-the-test");
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        clients = AwsClients.of(Optional.of(uri), Optional.of(uri));
        objects = new S3Objects(clients.s3(), "bucket");
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        asked.add("%s %s".formatted(exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("If-None-Match")));
        Said said = answers.size() > 1 ? answers.remove() : answers.getFirst();
        byte[] body = said.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void say(int status, String code) {
        answers.add(new Said(status, "<Error><Code>%s</Code><Message>as told</Message></Error>".formatted(code)));
    }

    @Test
    void conflict_isTriedAgain() {
        say(409, "ConditionalRequestConflict");
        say(409, "ConditionalRequestConflict");
        answers.add(new Said(200, ""));
        assertThat(objects.create("k", OURS)).isTrue();
        assertThat(asked).containsExactly("PUT *", "PUT *", "PUT *");
    }

    @Test
    void conflictWithoutEnd_isAnErrorThatSaysIt() {
        say(409, "ConditionalRequestConflict");
        assertThatThrownBy(() -> objects.create("k", OURS)).isInstanceOf(AwsStateException.class)
                .hasMessageContainingAll("create s3://bucket/k", "conflict", "8 attempts");
        assertThat(asked).hasSize(8);
    }

    @Test
    void ownWriteWhoseAnswerWasLost_isOurs() {
        say(503, "SlowDown");
        say(412, "PreconditionFailed");
        answers.add(new Said(200, new String(OURS, StandardCharsets.UTF_8)));
        assertThat(objects.create("k", OURS)).isTrue();
        assertThat(asked).containsExactly("PUT *", "PUT *", "GET null");
    }

    @Test
    void anothersWrite_isNotOurs() {
        say(412, "PreconditionFailed");
        answers.add(new Said(200, "theirs"));
        assertThat(objects.create("k", OURS)).isFalse();
    }

    @Test
    void goneBeforeItIsReadBack_isWrittenAgain() {
        say(412, "PreconditionFailed");
        say(404, "NoSuchKey");
        answers.add(new Said(200, ""));
        assertThat(objects.create("k", OURS)).isTrue();
        assertThat(asked).containsExactly("PUT *", "GET null", "PUT *");
    }

    @Test
    void moreThanCouldBeReadAgain_isNotSent() {
        byte[] large = new byte[S3Objects.MOST_BYTES + 1];
        assertThatThrownBy(() -> objects.put("k", large)).isInstanceOf(AwsStateException.class)
                .hasMessage("write s3://bucket/k: got 67108865 bytes, wanted at most 67108864");
        assertThatThrownBy(() -> objects.create("k", large)).isInstanceOf(AwsStateException.class)
                .hasMessageContaining("create s3://bucket/k: got 67108865 bytes");
        assertThat(asked).isEmpty();
    }

    @Test
    void forbidden_saysWhatToDo_andNoSecret() {
        say(403, "AccessDenied");
        assertThatThrownBy(() -> objects.put("k", OURS)).isInstanceOf(AwsStateException.class)
                .hasMessageContainingAll("write s3://bucket/k", "403 AccessDenied", "role")
                .hasMessageNotContaining("secret-of-the-test");
        assertThat(asked).as("no use in asking again").hasSize(1);
    }

    @Test
    void tooBusyForLong_isAnErrorAfterAFewAttempts() {
        say(503, "SlowDown");
        assertThatThrownBy(() -> objects.get("k")).hasMessageContainingAll("read s3://bucket/k", "503 SlowDown");
        assertThat(asked).hasSize(4);
    }
}
