package dev.crossdock.client.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void parse_dockerHub() {
        assertThat(Challenge.parse(List.of(
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:a/b:pull,push repository:c:pull\"")))
                .containsExactly(new Challenge("bearer", Map.of("realm", "https://auth.docker.io/token", "service",
                        "registry.docker.io", "scope", "repository:a/b:pull,push repository:c:pull")));
    }

    @Test
    void parse_severalInOneHeader_andInSeveral() {
        assertThat(Challenge
                .parse(List.of("Basic realm=\"x, y\" , BEARER Realm = unquoted, service=\"a\\\"b\"", "Negotiate")))
                .containsExactly(new Challenge("basic", Map.of("realm", "x, y")),
                        new Challenge("bearer", Map.of("realm", "unquoted", "service", "a\"b")),
                        new Challenge("negotiate", Map.of()));
    }

    @Test
    void parse_unquotedAddress_isTaken() {
        assertThat(Challenge.parse(List.of("Bearer realm=https://h/token,service=s")).getFirst().parameter("realm"))
                .contains("https://h/token");
    }

    @Test
    void parse_sameParameterTwice_theFirstCounts() {
        assertThat(Challenge.parse(List.of("Bearer realm=\"a\",realm=\"b\"")).getFirst().parameter("realm"))
                .contains("a");
    }

    @Test
    void parse_nonsense_isNoChallenge() {
        assertThat(Challenge.parse(List.of("", ",,", "=\"x\"", "\"", "x".repeat(9_000)))).isEmpty();
        assertThat(Challenge.parse(List.of("Bearer realm=\"never closed")).getFirst().parameter("realm"))
                .isNotEqualTo(java.util.Optional.of("never closed"));
    }
}
