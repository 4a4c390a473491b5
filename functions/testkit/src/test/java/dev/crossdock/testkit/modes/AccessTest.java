package dev.crossdock.testkit.modes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.field.Client;
import dev.crossdock.testkit.field.FieldRegistry;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may ask, how often, by which way. */
@Timeout(60)
class AccessTest {
    private static final SeededImage IMAGE = new SeededImages(75).image(Format.OCI, 1, 100_000);
    private static final SeededBlob LAYER = IMAGE.blobs().getLast();
    private static final String BLOB = "/v2/app/blobs/" + LAYER.digest();
    private static final String MANIFEST = "/v2/app/manifests/1";
    private static final String BASIC = "Basic dTpw"; // u:p

    @Test
    void signedAddress_expires() throws IOException {
        SignedRedirects redirects = new SignedRedirects(2);
        try (FieldRegistry registry = FieldRegistry.start(redirects).seed(IMAGE, "app", "1");
                Client client = new Client(registry.uri())) {
            String signed = client.ask("GET", BLOB).header("Location");
            assertThat(signed).startsWith(registry.elsewhere().toString());
            assertThat(client.ask("GET", signed).body()).isEqualTo(LAYER.bytes());
            assertThat(client.ask("GET", signed, "Range", "bytes=5-").status()).isEqualTo(206);
            assertThat(client.ask("GET", signed).text()).contains("expired");
            assertThat(client.ask("HEAD", BLOB).status()).isEqualTo(200);
            assertThat(client.ask("GET", MANIFEST).status()).isEqualTo(200);
            assertThat(redirects.signed()).isEqualTo(1);
            assertThat(registry.traffic().fetched(LAYER.digest())).isEqualTo(2L * LAYER.bytes().length - 5);
        }
    }

    @Test
    void token_isGoodForItsScopeAndItsUses() throws IOException {
        ExpiringTokens tokens = ExpiringTokens.amid("u", "p", 2);
        try (FieldRegistry registry = FieldRegistry.start(tokens).seed(IMAGE, "app", "1");
                Client client = new Client(registry.uri())) {
            String challenge = client.ask("GET", MANIFEST).header("WWW-Authenticate");
            assertThat(challenge).contains("scope=\"repository:app:pull\"", registry.uri() + "/token");
            String ask = "/token?service=field&scope=repository:app:pull";
            assertThat(client.ask("GET", ask).status()).isEqualTo(401);
            String text = client.ask("GET", ask, "Authorization", BASIC).text();
            String bearer = "Bearer " + text.replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1");
            assertThat(client.ask("POST", "/v2/app/blobs/uploads/", "Authorization", bearer).status()).isEqualTo(401);
            assertThat(client.ask("GET", MANIFEST, "Authorization", bearer).status()).isEqualTo(200);
            assertThat(client.ask("GET", BLOB, "Authorization", bearer).status()).isEqualTo(200);
            assertThat(client.ask("GET", BLOB, "Authorization", bearer).status()).isEqualTo(200);
            assertThat(client.ask("GET", BLOB, "Authorization", bearer).status()).isEqualTo(401);
            assertThat(client.ask("GET", MANIFEST, "Authorization", bearer).status()).isEqualTo(200);
            assertThat(tokens.given()).isEqualTo(1);
        }
    }

    @Test
    void firstToken_expiresWithTheFirstUpload() throws IOException {
        try (FieldRegistry registry = FieldRegistry.start(ExpiringTokens.once("u", "p"));
                Client client = new Client(registry.uri())) {
            String ask = "/token?scope=repository:app:pull,push";
            client.ask("GET", ask, "Authorization", BASIC);
            client.ask("GET", ask, "Authorization", BASIC);
            String location = client.ask("POST", "/v2/app/blobs/uploads/", "Authorization", "Bearer token-0")
                    .header("Location") + "&digest=" + LAYER.digest();
            assertThat(client.send("PUT", location, LAYER.bytes(), "Authorization", "Bearer token-0").status())
                    .isEqualTo(401);
            assertThat(client.send("PUT", location, LAYER.bytes(), "Authorization", "Bearer token-1").status())
                    .isEqualTo(201);
        }
    }

    @Test
    void tooMany_perVerbAndKind() throws IOException {
        try (FieldRegistry registry = FieldRegistry.start(Throttling.tooMany(1, 7)).seed(IMAGE, "app", "1");
                Client client = new Client(registry.uri())) {
            Client.Got first = client.ask("GET", MANIFEST);
            assertThat(first.status()).isEqualTo(429);
            assertThat(first.header("Retry-After")).isEqualTo("7");
            assertThat(client.ask("GET", MANIFEST).status()).isEqualTo(200);
            assertThat(client.ask("HEAD", MANIFEST).status()).isEqualTo(429);
            assertThat(client.send("PUT", MANIFEST, LAYER.bytes()).status()).isEqualTo(429);
        }
        try (FieldRegistry registry = FieldRegistry.start(Throttling.unavailable(1));
                Client client = new Client(registry.uri())) {
            assertThat(client.ask("GET", "/v2/").status()).isEqualTo(503);
            assertThat(client.ask("GET", "/v2/").status()).isEqualTo(200);
        }
    }

    @Test
    void dockerHub_countsPullsAndTellsByHead() throws IOException {
        try (FieldRegistry registry = FieldRegistry.start(Vendors.dockerHub(1)).seed(IMAGE, "app", "1");
                Client client = new Client(registry.uri())) {
            assertThat(client.ask("HEAD", MANIFEST).header("ratelimit-remaining")).isEqualTo("1;w=21600");
            assertThat(client.ask("GET", MANIFEST).header("ratelimit-remaining")).isEqualTo("0;w=21600");
            assertThat(client.ask("GET", MANIFEST).text()).contains("TOOMANYREQUESTS");
            assertThat(client.ask("HEAD", MANIFEST).status()).isEqualTo(200);
            assertThat(client.ask("GET", BLOB).status()).isEqualTo(307);
        }
    }

    @Test
    void slowLink_isAsSlowAsItIsTold() throws IOException {
        SlowLink.Way slow = SlowLink.Way.FREE.withBytesPerSecond(1_000_000).withRoundTrip(Duration.ofMillis(20));
        try (FieldRegistry registry = FieldRegistry.start().seed(IMAGE, "app", "1");
                SlowLink link = SlowLink.inFrontOf(registry.port(), slow);
                Client client = new Client(link.uri())) {
            long begun = System.nanoTime();
            assertThat(client.ask("GET", BLOB).body()).isEqualTo(LAYER.bytes());
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(taken).isGreaterThan(Duration.ofMillis(100 + 40)); // 100 kB at 1 MB/s; connect, ask, answer
            assertThat(link.accepted()).isEqualTo(1);
            assertThat(link.delivered()).isGreaterThan(LAYER.bytes().length);
        }
    }

    @Test
    void slowLink_cuts() throws IOException {
        try (FieldRegistry registry = FieldRegistry.start().seed(IMAGE, "app", "1");
                SlowLink link = SlowLink.inFrontOf(registry.port(), SlowLink.Way.FREE.withCutAfter(50_000));
                Client client = new Client(link.uri())) {
            Assertions.assertThatThrownBy(() -> client.ask("GET", BLOB)).isInstanceOf(IOException.class);
            assertThat(link.delivered()).isEqualTo(50_000);
        }
    }
}
