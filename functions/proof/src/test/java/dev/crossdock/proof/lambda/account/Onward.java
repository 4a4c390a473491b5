package dev.crossdock.proof.lambda.account;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Hands requests on as they came, the name of the host included, which is part of what was signed. The JVM has to allow
 * that: {@code -Djdk.httpclient.allowRestrictedHeaders=host}.
 */
final class Onward implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "content-length", "expect", "upgrade",
            "transfer-encoding", "keep-alive", "http2-settings");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    WireResponse send(WireRequest request, URI to) throws IOException, InterruptedException {
        HttpRequest.Builder onward = HttpRequest.newBuilder(to).timeout(LONGEST).method(request.method(),
                request.body().length == 0 && (request.method().equals("GET") || request.method().equals("HEAD"))
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        ofTheMessage(request.headers()).forEach((name, values) -> values.forEach(value -> onward.header(name, value)));
        HttpResponse<byte[]> answer = http.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, List<String>> headers = new LinkedHashMap<>(ofTheMessage(answer.headers().map()));
        if (request.method().equals("HEAD")) {
            answer.headers().firstValue("Content-Length").ifPresent(it -> headers.put("Content-Length", List.of(it)));
        }
        return new WireResponse(answer.statusCode(), headers, answer.body());
    }

    private static Map<String, List<String>> ofTheMessage(Map<String, List<String>> headers) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower) && !lower.startsWith(":")) {
                kept.put(name, values);
            }
        });
        return kept;
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
