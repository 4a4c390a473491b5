package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final String SECRET = "correct-horse";

    private static Credentials read(String header) {
        return Credentials.of(Optional.of(header));
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void header_isReadWhateverItsCase() {
        assertThat(Credentials.of(Optional.empty())).isInstanceOf(Credentials.None.class);
        assertThat(read("bASIC  " + basic("alice:a:b"))).isEqualTo(new Credentials.Password("alice", "a:b"));
        assertThat(read("Basic " + basic("älice:"))).isEqualTo(new Credentials.Password("älice", ""));
        assertThat(read("bearer token")).isEqualTo(new Credentials.Bearer("token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Basic", "Basic !", "Basic YWxpY2U=", "Basic OnNlY3JldA==", "Basic /////w==",
            "Negotiate x", "Basicx"})
    void anythingElse_isUnreadable(String header) {
        assertThat(read(header)).isInstanceOf(Credentials.Unreadable.class);
    }

    @Test
    void hugeHeader_isNotDecoded() {
        assertThat(read("Basic " + "A".repeat(Credentials.MAXIMUM_BASIC + 1))).isInstanceOf(
                Credentials.Unreadable.class);
    }

    /** CVE-2025-48374: what is logged is what toString gives. */
    @Test
    void secrets_arePrintedNowhere() {
        AccessRequest request = new AccessRequest(new AccessRequest.Wanted.Catalog(), Optional.of("Bearer " + SECRET),
                "192.0.2.1", "registry.example", "https://registry.example");

        assertThat(request.toString() + new Credentials.Password("alice", SECRET) + new Credentials.Bearer(SECRET)
                + new Decision.Issued(SECRET, Duration.ofMinutes(5))).doesNotContain(SECRET).contains("192.0.2.1");
    }
}
