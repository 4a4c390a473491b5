package dev.crossdock.client.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Optional<Token> parse(String json) {
        return Token.parse(json.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static Duration life(String json) {
        return Duration.between(NOW, parse(json).orElseThrow().usableUntil());
    }

    @Test
    void parse_bothNames() {
        assertThat(parse("{\"token\":\"a\",\"access_token\":\"b\"}").orElseThrow().value()).isEqualTo("a");
        assertThat(parse("{\"access_token\":\"b\"}").orElseThrow().value()).isEqualTo("b");
    }

    @Test
    void parse_life_endsBeforeItsEnd() {
        assertThat(life("{\"token\":\"a\"}")).isEqualTo(Duration.ofSeconds(45));
        assertThat(life("{\"token\":\"a\",\"expires_in\":300}")).isEqualTo(Duration.ofSeconds(270));
        assertThat(life("{\"token\":\"a\",\"expires_in\":-5}")).isEqualTo(Duration.ofSeconds(45));
        assertThat(life("{\"token\":\"a\",\"expires_in\":9e18}")).isEqualTo(Duration.ofSeconds(86_370));
    }

    @Test
    void parse_noToken_isEmpty() {
        assertThat(parse("{}")).isEmpty();
        assertThat(parse("<html>")).isEmpty();
        assertThat(parse("{\"token\":\"a\\r\\nX: y\"}")).isEmpty();
        assertThat(parse("{\"token\":\"" + "a".repeat(70_000) + "\"}")).isEmpty();
    }

    @Test
    void toString_hidesIt() {
        assertThat(new Token("secret", NOW).toString()).doesNotContain("secret");
        assertThat(new Credentials.Bearer("secret").toString()).doesNotContain("secret");
        assertThat(Credentials.parse("user:sec:ret").toString()).contains("user").doesNotContain("sec");
    }
}
