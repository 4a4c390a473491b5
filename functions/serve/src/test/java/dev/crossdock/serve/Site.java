package dev.crossdock.serve;

import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.settings.Credentials;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.FlakyProxy;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.Uploader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Two registries in process, a server between them, and somebody who sends it requests. */
final class Site implements AutoCloseable {
    static final String WEBHOOK_TOKEN = "webhook-53cret";
    static final String API_TOKEN = "api-53cret";
    static final String PASSWORD = "password-53cret";
    static final String HOOK = "/hooks/edge";
    static final String BEARER = "Bearer " + WEBHOOK_TOKEN;
    static final String EVENTS = "application/vnd.docker.distribution.events.v2+json";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    final RegistryServer edge;
    final RegistryServer prod;
    /** Between the server and the registry edge. */
    final FlakyProxy wire;
    /** Lets nobody in. */
    private final ScriptedRegistry locked;
    final Uploader uploader;
    private final Path folder;
    private final Optional<Secret> apiToken;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private CrossdockServer server;

    private Site(Path folder, Optional<Secret> apiToken) throws IOException {
        this.folder = folder;
        this.apiToken = apiToken;
        this.edge = RegistryServer.start(registryAt(folder.resolve("edge")));
        this.prod = RegistryServer.start(registryAt(folder.resolve("prod")));
        this.wire = FlakyProxy.inFrontOf(edge.port());
        this.locked = ScriptedRegistry.start();
        for (String method : List.of("GET", "HEAD").stream().flatMap(each -> Collections.nCopies(20, each).stream())
                .toList()) {
            locked.on(method, ".*", Answer.error(403, "DENIED", "not for you"));
        }
        this.uploader = new Uploader(URI.create("http://127.0.0.1:" + edge.port()));
        this.server = CrossdockServer.start(settings(0));
    }

    static Site start(Path folder) throws IOException {
        return new Site(folder, Optional.empty());
    }

    static Site withApiToken(Path folder) throws IOException {
        return new Site(folder, Optional.of(new Secret(API_TOKEN)));
    }

    private static dev.crossdock.registry.RegistrySettings registryAt(Path root) {
        return dev.crossdock.registry.RegistrySettings.onFreePort(root);
    }

    /** What the server is started with, on the given port. */
    CrossdockSettings settings(int port) {
        Rule rule = new Rule("all", new RuleSource("edge", List.of(new Glob("team/**")), List.of(new Glob("*"))),
                List.of(new RuleTarget("prod", new Template("mirror/{repository}"), new Template("{tag}"))));
        Map<String, RegistrySettings> registries = new LinkedHashMap<>();
        registries.put("edge", new RegistrySettings("edge", wire.uri(), Optional.empty(),
                Optional.of(new Secret(WEBHOOK_TOKEN)), RegistrySettings.Tls.STANDARD, List.of()));
        registries.put("prod", new RegistrySettings("prod", URI.create("http://127.0.0.1:" + prod.port()),
                Optional.of(new Credentials.Password("sync", new Secret(PASSWORD))), Optional.empty(),
                RegistrySettings.Tls.STANDARD, List.of()));
        registries.put("locked", new RegistrySettings("locked", locked.uri(), Optional.empty(), Optional.empty(),
                RegistrySettings.Tls.STANDARD, List.of()));
        return new CrossdockSettings(new ListenAddress("127.0.0.1", port), folder.resolve("state"), apiToken,
                registries, new Rules(List.of(rule)));
    }

    int port() {
        return server.port();
    }

    void stop() {
        server.close();
    }

    void startAgain() {
        server = CrossdockServer.start(settings(0));
    }

    /** Pushes a new image to edge, which tells nobody. */
    SeededImage push(long seed, String repository, String tag) throws IOException, InterruptedException {
        SeededImage image = new SeededImages(seed).index(SeededImages.Format.OCI, "amd64", "arm64");
        uploader.push(image, repository, tag);
        return image;
    }

    /** The notification of a push, as distribution writes it. */
    static String pushed(SeededImage image, String repository, String tag) {
        return """
                {"events": [{"id": "3f42538f", "timestamp": "2026-11-21T04:56:25.6Z", "action": "push", "target":
                  {"mediaType": "%s", "digest": "%s", "repository": "%s", "tag": "%s"}, "actor": {}}]}"""
                .formatted(image.manifest().mediaType(), image.manifest().digest(), repository, tag);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)), path, headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String path, String... headers)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest.Builder complete = headers.length == 0 ? request : request.headers(headers);
        return http.send(complete.uri(uri).timeout(LONGEST_WAIT).build(), BodyHandlers.ofString());
    }

    /** What a tag of prod says; empty where there is none. */
    Optional<String> digestInProd(String repository, String tag) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest
                .newBuilder(
                        URI.create("http://127.0.0.1:%d/v2/%s/manifests/%s".formatted(prod.port(), repository, tag)))
                .header("Accept", "application/vnd.oci.image.index.v1+json").HEAD().build();
        HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
        return answer.statusCode() == 200 ? answer.headers().firstValue("Docker-Content-Digest") : Optional.empty();
    }

    /** Returns when the image stands in prod. */
    void awaitArrival(SeededImage image, String repository, String tag) {
        Awaitility.await().atMost(LONGEST_WAIT)
                .until(() -> digestInProd(repository, tag).filter(image.manifest().digest()::equals).isPresent());
    }

    @Override
    public void close() {
        http.shutdownNow();
        uploader.close();
        server.close();
        wire.close();
        edge.close();
        prod.close();
        locked.close();
    }
}
