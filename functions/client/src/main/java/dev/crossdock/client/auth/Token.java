package dev.crossdock.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a token server gave, and until when it is used. */
record Token(String value, Instant usableUntil) {
    private static final long DEFAULT_SECONDS = 60; // distribution's token specification, "expires_in"
    private static final long MAXIMUM_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(30);
    private static final int MAXIMUM_LENGTH = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads {@code {"token"|"access_token", "expires_in"}}; empty where there is no usable token in it. */
    static Optional<Token> parse(byte[] answer, Instant now) {
        try {
            JsonNode root = JSON.readTree(answer);
            String value = root.path("token").asText("");
            String token = value.isEmpty() ? root.path("access_token").asText("") : value;
            boolean clean = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (token.isEmpty() || token.length() > MAXIMUM_LENGTH || !clean) {
                return Optional.empty();
            }
            long announced = root.path("expires_in").asLong(DEFAULT_SECONDS);
            Duration life = Duration.ofSeconds(announced <= 0 ? DEFAULT_SECONDS : Math.min(announced, MAXIMUM_SECONDS));
            Duration quarter = life.dividedBy(4);
            Duration margin = quarter.compareTo(LONGEST_MARGIN) < 0 ? quarter : LONGEST_MARGIN;
            return Optional.of(new Token(token, now.plus(life).minus(margin)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isUsable(Instant now) {
        return now.isBefore(usableUntil);
    }

    @Override
    public String toString() {
        return "Token[usableUntil=" + usableUntil + "]";
    }
}
