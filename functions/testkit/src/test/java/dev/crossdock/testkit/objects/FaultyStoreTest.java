package dev.crossdock.testkit.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FaultyStoreTest {
    private final AtomicInteger served = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private HttpServer echo;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private FaultyStore store;

    @BeforeEach
    void start() throws IOException {
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", this::echo);
        echo.start();
        store = FaultyStore.inFrontOf(URI.create("http://127.0.0.1:" + echo.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        store.close();
        echo.stop(0);
    }

    private void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        served.incrementAndGet();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void everything_passesAndIsCounted() throws Exception {
        assertThat(put("/bucket/key?partNumber=1&uploadId=x", "body").body()).isEqualTo("body");

        assertThat(store.operations()).containsExactly("UploadPart");
        assertThat(store.calls().getFirst().path()).isEqualTo("/bucket/key");
        store.forget();
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void answered_neverReachesTheStore_andOnlySoOften() throws Exception {
        store.spoil(2, "PutObject", new Fault.Answered(503, "SlowDown"));

        assertThat(put("/b/k", "x").statusCode()).isEqualTo(503);
        assertThat(put("/b/k", "x").body()).contains("<Code>SlowDown</Code>");
        assertThat(served).hasValue(0);
        assertThat(put("/b/k", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void lostAnswer_isOfARequestThatWasServed() {
        store.spoil(1, call -> true, new Fault.LostAnswer());

        assertThatThrownBy(() -> put("/b/k", "x")).isInstanceOf(IOException.class);
        assertThat(served).hasValue(1);
    }

    @Test
    void cuts_areFelt() throws Exception {
        store.spoil(1, call -> true, new Fault.CutAnswer(2)).spoil(1, call -> true, new Fault.CutRequest(1));

        assertThatThrownBy(() -> put("/b/k", "body")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> put("/b/k", "body")).isInstanceOf(IOException.class);
        assertThat(served).as("the answer was cut, then the request").hasValue(1);
        assertThat(put("/b/k", "body").body()).isEqualTo("body");
    }

    @Test
    void late_comesInTheEnd() throws Exception {
        Duration by = Duration.ofMillis(100);
        store.spoil(1, call -> true, new Fault.Late(by));
        long begin = System.nanoTime();

        assertThat(put("/b/k", "body").body()).isEqualTo("body");

        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(by.toNanos());
    }

    @ParameterizedTest
    @CsvSource({"PUT,'',PutObject", "PUT,partNumber=1&uploadId=2,UploadPart", "POST,uploads,CreateMultipartUpload",
            "POST,uploadId=2,CompleteMultipartUpload", "POST,delete,DeleteObjects", "GET,'',GetObject",
            "GET,list-type=2&prefix=x,ListObjects", "GET,uploads&prefix=x,ListMultipartUploads", "HEAD,'',HeadObject",
            "DELETE,'',DeleteObject", "DELETE,uploadId=2,AbortMultipartUpload"})
    void operations_haveS3sNames(String method, String query, String operation) {
        assertThat(new ObjectCall(method, "/b/k", query, Map.of()).operation()).isEqualTo(operation);
    }

    @Test
    void copies_areToldByTheirSource() {
        Map<String, String> source = Map.of("x-amz-copy-source", "b/k");
        assertThat(new ObjectCall("PUT", "/b/k", "", source).operation()).isEqualTo("CopyObject");
        assertThat(new ObjectCall("PUT", "/b/k", "partNumber=1", source).operation()).isEqualTo("UploadPartCopy");
    }

    private HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(store.uri().resolve(path)).PUT(BodyPublishers.ofString(body, UTF_8))
                .build(), BodyHandlers.ofString());
    }
}
