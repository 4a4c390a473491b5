package dev.crossdock.registry.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.access.Guest;
import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

class WhereaboutsTest {
    private static final String[] FORWARDED = {"X-Forwarded-Host", "registry.example", "X-Forwarded-Proto", "https",
            "X-Forwarded-For", "203.0.113.9"};
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;
    private @Nullable RegistryServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Guest start(HttpSettings.External external, String... trusted) throws IOException {
        HttpSettings plain = HttpSettings.plain(new ListenAddress("127.0.0.1", 0));
        RegistryServer started = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root")).with(
                new HttpSettings(plain.address(), Optional.empty(), external,
                        Map.of("X-Frame-Options", List.of("DENY")),
                        plain.limits(), List.of(trusted).stream().map(AddressBlock::parse).toList())));
        server = started;
        return new Guest(CLIENT, "http://127.0.0.1:" + started.port());
    }

    private static String location(Guest guest, String... headers) {
        return guest.send("POST", "/v2/team/app/blobs/uploads/", "", headers).is(202).header("Location");
    }

    @Test
    void forwardedHeaders_ofAStrangerAreNotBelieved() throws IOException {
        Guest guest = start(HttpSettings.External.UNKNOWN, "10.0.0.0/8", "::1");

        assertThat(location(guest, FORWARDED)).startsWith("/v2/team/app/blobs/uploads/");
    }

    @Test
    void forwardedHeaders_ofATrustedProxyAreTheBeginningOfAddresses() throws IOException {
        Guest guest = start(HttpSettings.External.UNKNOWN, "127.0.0.0/8");

        assertThat(location(guest, FORWARDED)).startsWith("https://registry.example/v2/team/app/blobs/uploads/");
        assertThat(location(guest, "X-Forwarded-Host", "a.example", "X-Forwarded-Proto", "https, http")).startsWith(
                "https://a.example/v2/");
        assertThat(location(guest)).startsWith("/v2/");
        assertThat(location(guest, "X-Forwarded-Host", "evil\"><script>")).startsWith("/v2/");
        assertThat(location(guest, "X-Forwarded-Host", "a.example", "X-Forwarded-Proto", "gopher")).startsWith(
                "http://a.example/v2/");
    }

    @Test
    void relativeUrls_stayRelative() throws IOException {
        Guest guest = start(new HttpSettings.External(Optional.empty(), true, ""), "127.0.0.1");

        assertThat(location(guest, FORWARDED)).startsWith("/v2/");
    }

    @Test
    void configuredHost_winsOverAll() throws IOException {
        Guest guest = start(new HttpSettings.External(Optional.of(URI.create("https://own.example:8443")), false, ""),
                "127.0.0.1");

        assertThat(location(guest, FORWARDED)).startsWith("https://own.example:8443/v2/team/app/blobs/uploads/");
    }

    @Test
    void prefix_belongsToEveryPath() throws IOException {
        Guest guest = start(new HttpSettings.External(Optional.empty(), false, "/images/"));

        guest.get("/images/v2/").is(200);
        guest.get("/").is(200);
        assertThat(guest.get("/v2/").is(404).text()).contains("NOT_FOUND");
        guest.get("/imagesv2/").is(404);
        String location = guest.send("POST", "/images/v2/team/app/blobs/uploads/", "").is(202).header("Location");
        assertThat(location).startsWith("/images/v2/team/app/blobs/uploads/");
        guest.get(location).is(204);
    }

    @Test
    void configuredHeaders_comeWithEveryAnswer() throws IOException {
        Guest guest = start(HttpSettings.External.UNKNOWN);

        for (String path : List.of("/", "/v2/", "/v2/none/tags/list", "/nowhere", "/v2/a%2fb/tags/list")) {
            Guest.Answer answer = guest.get(path);
            assertThat(answer.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(answer.http().headers().allValues("X-Content-Type-Options")).as(path).isEmpty();
        }
    }

    /** Two headers of a name would be two opinions of how long a blob may be kept. */
    @Test
    void configuredHeader_doesNotJoinTheAnswersOwn() throws IOException {
        HttpSettings plain = HttpSettings.plain(new ListenAddress("127.0.0.1", 0));
        RegistryServer started = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root")).with(
                new HttpSettings(plain.address(), plain.tls(), plain.external(), Map.of("Cache-Control", List.of(
                        "private"), "Docker-Distribution-Api-Version", List.of("mine")), plain.limits(), List.of())));
        server = started;
        Guest.Answer answer = new Guest(CLIENT, "http://127.0.0.1:" + started.port()).get("/v2/").is(200);

        assertThat(answer.http().headers().allValues("Cache-Control")).containsExactly("private");
        assertThat(answer.http().headers().allValues("Docker-Distribution-Api-Version")).containsExactly(
                "registry/2.0");
    }

    /** The client writes the beginning of the list, and may write a long one. */
    @Test
    void client_isFoundFromTheEndOfTheList() {
        HttpSettings plain = HttpSettings.plain(new ListenAddress("127.0.0.1", 0));
        Whereabouts whereabouts = new Whereabouts(new HttpSettings(plain.address(), plain.tls(), plain.external(), plain
                .headers(), plain.limits(), List.of(AddressBlock.parse("10.0.0.0/8"))));

        assertThat(whereabouts.farthest("10.0.0.1", List.of("6.6.6.6,".repeat(100) + " 203.0.113.9, 10.0.0.2")))
                .isEqualTo("203.0.113.9");
        assertThat(whereabouts.farthest("10.0.0.1", List.of("6.6.6.6", "203.0.113.9:5678"))).isEqualTo("203.0.113.9");
        assertThat(whereabouts.farthest("10.0.0.1", List.of("[2001:db8::1]:5678,10.0.0.2:1"))).isEqualTo(
                "2001:db8:0:0:0:0:0:1");
        assertThat(whereabouts.farthest("10.0.0.1", List.of("203.0.113.9, unknown"))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "10.1.2.3, 10.1.2.3, true",
            "10.1.2.3, 10.1.2.2, false", "0.0.0.0/0, 1.2.3.4, true", "192.168.4.0/22, 192.168.7.255, true",
            "192.168.4.0/22, 192.168.8.0, false", "fd00::/8, fd12::1, true", "fd00::/8, fe80::1, false",
            "::/0, 1.2.3.4, false", "::1, ::1, true"})
    void block_holdsItsAddresses(String block, String address, boolean isHeld) {
        assertThat(AddressBlock.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(isHeld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "example.com/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "300.0.0.1",
            "::1/129", "::g", "10.0.0.0/8/8", "1234", "abcd"})
    void block_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
