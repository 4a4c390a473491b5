package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.registry.access.AccessSettings;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.ContentSettings.ImmutableRule;
import dev.crossdock.registry.content.ContentSettings.Pages;
import dev.crossdock.registry.content.ContentSettings.Platforms;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.jetty.AddressBlock;
import dev.crossdock.registry.jetty.HttpSettings;
import dev.crossdock.registry.jetty.HttpSettings.External;
import dev.crossdock.registry.jetty.HttpSettings.Limits;
import dev.crossdock.registry.jetty.TlsSettings;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.outbox.Room;
import dev.crossdock.registry.notifications.delivery.Format;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.HealthSettings;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.LogSettings.Form;
import dev.crossdock.registry.operation.LogSettings.Level;
import dev.crossdock.registry.operation.DrainSettings;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.settings.Credentials;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.Secret;
import dev.crossdock.storage.s3.S3Settings;
import dev.crossdock.storage.s3.S3Settings.Bucket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files as people have them, in src/test/resources/configs. */
class RealConfigsTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void v2_imagesOwn() {
        RegistrySettings settings = read("v2");

        assertThat(settings.storage()).isEqualTo(new StorageSettings.Filesystem(Path.of("/var/lib/registry")));
        assertThat(settings.http()).isEqualTo(HttpSettings.plain(new ListenAddress("", 5000)));
        assertThat(settings.access()).isEqualTo(AccessSettings.OPEN);
        assertThat(settings.content()).isEqualTo(RegistrySettings.Content.USUAL);
        assertThat(settings.notifications().endpoints()).isEmpty();
        assertThat(settings.operation().health()).isEqualTo(new HealthSettings(
                Optional.of(new HealthSettings.Schedule(Duration.ofSeconds(10), 3)), List.of()));
        assertThat(settings.operation().log()).isEqualTo(new LogSettings(Level.INFO, Form.TEXT, Map.of("service",
                "registry"), true));
        assertThat(warnings).singleElement().asString().contains("v2.yml:7:5: storage.cache: is ignored: ");
    }

    @Test
    void v3_imagesOwn() {
        RegistrySettings settings = read("v3");

        assertThat(settings.content().rules()).isEqualTo(new ContentSettings(true, false, Optional.empty(), List.of(),
                Pages.USUAL, ContentSettings.ManifestRules.ALL));
        OperationSettings operation = settings.operation();
        assertThat(operation.debug()).contains(new DebugSettings(new ListenAddress("", 5001), Optional.of("/metrics")));
        assertThat(operation.log().level()).isEqualTo(Level.DEBUG);
        assertThat(operation.log().form()).isEqualTo(Form.JSON);
        assertThat(operation.drain()).isEqualTo(DrainSettings.USUAL);
        assertThat(warnings).hasSize(2).anyMatch(line -> line.contains("storage.cache: is ignored"))
                .anyMatch(line -> line.contains("storage.tag: is ignored"));
    }

    @Test
    void s3_withEveryKey() {
        RegistrySettings settings = read("s3");

        assertThat(settings.storage()).isInstanceOfSatisfying(StorageSettings.S3.class, s3 -> {
            S3Settings bucket = s3.settings();
            assertThat(bucket.bucket()).isEqualTo(new Bucket("images", "team-a", "eu-central-1"));
            assertThat(bucket.connection()).isEqualTo(new S3Settings.Connection(
                    Optional.of(URI.create("http://minio.example:9000")), true, S3Settings.Variant.USUAL, false, true,
                    ""));
            assertThat(bucket.credentials()).contains(new S3Settings.Credentials("AKIAEXAMPLE", "planted/secret"));
            assertThat(bucket.written()).isEqualTo(new S3Settings.Written(true, "alias/images", "STANDARD_IA",
                    "bucket-owner-full-control"));
            assertThat(bucket.parts()).isEqualTo(new S3Settings.Parts(32L << 20, 128L << 20, 64L << 20, 10, bucket
                    .parts().memory()));
            assertThat(bucket.redirects().enabled()).isFalse();
        });
        assertThat(settings.toString()).doesNotContain("planted");
        assertThat(settings.http().external()).isEqualTo(new External(Optional.of(URI.create(
                "https://registry.example.com")), false, "/images"));
        assertThat(settings.operation().drain().timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.operation().log().accessLog()).isFalse();
        assertThat(warnings).singleElement().asString().contains("s3.yml:22:13: storage.s3.v4auth: is ignored");
    }

    @Test
    void s3_ofVersion2_isPathStyleWhereAnEndpointIsNamed() {
        assertThat(read("s3-v2").storage()).isInstanceOfSatisfying(StorageSettings.S3.class, s3 -> {
            assertThat(s3.settings().connection().pathStyle()).isTrue();
            assertThat(s3.settings().parts().copyWidth()).isEqualTo(S3Settings.Parts.WIDEST);
            assertThat(s3.settings().written().storageClass()).isEqualTo(S3Settings.Written.NONE);
        });
    }

    @Test
    void s3_sizesAndRules() {
        ContentSettings rules = read("s3").content().rules();

        assertThat(rules.deleteEnabled()).isTrue();
        assertThat(rules.readOnly()).isTrue();
        assertThat(rules.purging()).contains(new Purging(Duration.ofDays(1), Duration.ofMinutes(90), false));
        assertThat(rules.pages()).isEqualTo(new Pages(500, 200));
        assertThat(rules.manifests().allow()).singleElement().satisfies(allow -> assertThat(allow.matcher(
                "https://layers.example.com/x").find()).isTrue());
        assertThat(rules.manifests().deny()).singleElement().hasToString("internal");
        assertThat(rules.manifests().platforms()).isEqualTo(new Platforms.Listed(List.of("linux/amd64")));
    }

    @Test
    void proxy_withOursBesideIt() {
        RegistrySettings settings = read("proxy");

        assertThat(settings.content().upstreams()).containsExactly(
                new UpstreamSettings("", URI.create("https://registry-1.docker.io"),
                        Optional.of(new Credentials.Password("reader", new Secret("planted"))), Optional.empty()),
                new UpstreamSettings("quay.io", URI.create("https://quay.io"), Optional.empty(),
                        Optional.of(Duration.ofDays(1))),
                new UpstreamSettings("ghcr.io/team", URI.create("https://ghcr.io"),
                        Optional.of(new Credentials.Password("me", new Secret("planted"))),
                        Optional.of(UpstreamSettings.USUAL_TTL)));
        assertThat(settings.toString()).doesNotContain("planted");
        assertThat(warnings).hasSize(3).anyMatch(line -> line.contains("proxy.yml:4:8: redis: is ignored: "))
                .anyMatch(line -> line.contains("middleware: is ignored: "))
                .anyMatch(line -> line.contains("storage.filesystem.maxthreads: is ignored: "));
    }

    @Test
    void token_overTls() {
        RegistrySettings settings = read("token");

        assertThat(settings.access().tokens()).contains(new AccessSettings.Tokens(
                URI.create("https://auth.example.com/token"), "registry.example.com", "auth.example.com",
                new AccessSettings.Keys(Optional.of(beside("certs/bundle.pem")), Optional.of(Path.of(
                        "/etc/keys.json")), new LinkedHashSet<>(List.of("ES256", "EdDSA"))),
                Optional.of("/auth/token")));
        assertThat(settings.http().tls()).contains(new TlsSettings(beside("certs/registry.pem"), beside(
                "certs/registry.key"), TlsSettings.Version.TLS_1_3, List.of("TLS_AES_128_GCM_SHA256"),
                Optional.of(new TlsSettings.Clients(List.of(beside("certs/ca.pem")),
                        TlsSettings.Mode.VERIFY_IF_GIVEN))));
        assertThat(settings.operation().log().level()).isEqualTo(Level.WARN);
        assertThat(warnings).hasSize(2).anyMatch(line -> line.contains("http.http2: is ignored"))
                .anyMatch(line -> line.contains("token.yml:15:11: http.secret: is ignored"));
    }

    @Test
    void notifications_withHeadersAndOurs() {
        RegistrySettings settings = read("notifications");

        assertThat(settings.notifications().includeReferences()).isTrue();
        assertThat(settings.notifications().room()).isEqualTo(new Room(1_000, 64L << 20, 10));
        EndpointSettings endpoint = settings.notifications().endpoints().getFirst();
        assertThat(settings.notifications().endpoints()).hasSize(1);
        assertThat(endpoint.headers()).containsEntry("Authorization", List.of("Bearer planted"))
                .containsEntry("X-Site", List.of("one", "two"));
        assertThat(endpoint.retry()).isEqualTo(new EndpointSettings.Retry(Duration.ofSeconds(1), 10, Duration.ofSeconds(
                1), Duration.ofDays(2)));
        assertThat(endpoint.wanted().ignored().mediaTypes()).containsExactlyInAnyOrder("application/octet-stream",
                "application/vnd.example");
        assertThat(endpoint.wanted().ignored().actions()).containsExactlyInAnyOrder("pull", "mount");
        assertThat(endpoint.wanted().kinds()).containsExactlyInAnyOrder(Kind.IMAGE, Kind.INDEX);
        assertThat(endpoint.wanted().repositories()).singleElement().hasToString("team/**");
        assertThat(endpoint.sending()).isEqualTo(new EndpointSettings.Sending(Format.CLOUDEVENTS, List.of(beside(
                "new.secret"), beside("old.secret")), true));
        assertThat(settings.toString()).doesNotContain("planted");
        assertThat(warnings).isEmpty();
    }

    @Test
    void ours_areRead() {
        RegistrySettings settings = read("notifications");

        assertThat(settings.access()).isEqualTo(new AccessSettings(Optional.of(new AccessSettings.Passwords(
                "basic-realm", beside("htpasswd"))), Optional.empty(), Optional.of(beside("access.yml"))));
        assertThat(settings.http().trustedProxies()).containsExactly(AddressBlock.parse("10.0.0.0/8"), AddressBlock
                .parse("fd00::/8"));
        assertThat(settings.http().limits()).isEqualTo(new Limits(32 << 10, 4096, 500, Duration.ofSeconds(30), 1000));
        assertThat(settings.content().collector()).isEqualTo(new CollectorSettings(Duration.ofMinutes(30), Optional.of(
                Duration.ofDays(1)), true, Optional.of(beside("retention.yml"))));
        assertThat(settings.content().rules().immutable()).containsExactly(new ImmutableRule("prod/**", "v*"),
                new ImmutableRule("**", "stable"));
    }

    private RegistrySettings read(String name) {
        return ConfigReader.read(beside(name + ".yml"), Map.of(), warnings::add);
    }

    private static Path beside(String name) {
        try {
            return Path.of(RealConfigsTest.class.getResource("/configs/v2.yml").toURI()).resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
