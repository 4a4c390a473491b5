package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @Test
    void secret_isNeverPrinted_alone_orWithin() {
        Secret secret = new Secret("correct-horse");
        assertThat(secret).hasToString("***");
        assertThat(new Credentials.Password("me", secret).toString()).doesNotContain("correct-horse");
        assertThat("" + List.of(secret)).doesNotContain("correct-horse");
    }

    @Test
    void secret_matchesOnlyItself() {
        Secret secret = new Secret("pässword");
        assertThat(secret.matches("pässword")).isTrue();
        for (String claim : List.of("", "p", "pässwor", "pässword ", "passwort", "PÄSSWORD")) {
            assertThat(secret.matches(claim)).as(claim).isFalse();
        }
        assertThat(secret).isEqualTo(new Secret("pässword")).hasSameHashCodeAs(new Secret("pässword"))
                .isNotEqualTo(new Secret("other"));
    }

    @Test
    void emptySecret_isRefused() {
        assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:8080, 127.0.0.1, 8080", "'[::1]:80', ::1, 80", "localhost:0, localhost, 0",
            ":5000, '', 5000"})
    void listenAddress_isReadAndWritten(String text, String host, int port) {
        assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port)).hasToString(text);
    }

    @Test
    void listenAddress_becomesASocketAddress() {
        assertThat(ListenAddress.parse("127.0.0.1:0").toSocketAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(ListenAddress.parse(":0").toSocketAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(ListenAddress.parse("[::1]:7").toSocketAddress().getPort()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8080", "a", "a:", "a:b", "::1:80", "a:123456", "a:65536", "a b:1", "http://a:1"})
    void listenAddress_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted");
    }

    @Test
    void nearestKey_isTheOneThatWasMeant() {
        List<String> known = List.of("url", "username", "password", "webhookToken", "ca", "tokenServer");
        assertThat(NearestKey.to("usrname", known)).isEqualTo("username");
        assertThat(NearestKey.to("passwd", known)).isEqualTo("password");
        assertThat(NearestKey.to("webhooktoken", known)).isEqualTo("webhookToken");
        assertThat(NearestKey.to("webhook_token", known)).isEqualTo("webhookToken");
        assertThat(NearestKey.to("x".repeat(100_000), known)).isIn(known);
        assertThat(NearestKey.to("x", List.of())).isEqualTo("none");
    }

    @Test
    void distance_isTheNaiveOne() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String from = random.ints(random.nextInt(6), 'a', 'd').mapToObj(Character::toString).reduce("",
                    String::concat);
            String to = random.ints(random.nextInt(6), 'a', 'd').mapToObj(Character::toString).reduce("",
                    String::concat);
            assertThat(NearestKey.distance(from, to)).as("seed %d: %s to %s", seed, from, to)
                    .isEqualTo(naive(from, to));
        }
    }

    private static int naive(String from, String to) {
        if (from.isEmpty() || to.isEmpty()) {
            return from.length() + to.length();
        }
        int replace = naive(from.substring(1), to.substring(1)) + (from.charAt(0) == to.charAt(0) ? 0 : 1);
        return Math.min(replace, 1 + Math.min(naive(from.substring(1), to), naive(from, to.substring(1))));
    }
}
