package dev.crossdock.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final byte[] BODY = "{\"events\":[]}".getBytes(UTF_8);
    /** printf '1700000000.{"events":[]}' | openssl dgst -sha256 -hmac s3cret. */
    private static final String SIGNATURE = "sha256=41b4d3f6c59a79e37d083fb3cbe77f82807c4369fd469fb70cfa75e02d2e2775";

    @Test
    void signature_fits_whateverTheCaseOfTheHeaders() {
        assertThat(WebhookSignature.isIn(headers("1700000000", SIGNATURE))).isTrue();
        assertThat(fits("1700000000", SIGNATURE)).isTrue();
        assertThat(WebhookSignature.fits(Map.of("x-crossdock-timestamp", List.of("1700000000"),
                "x-crossdock-signature-256", List.of(SIGNATURE)), BODY, "s3cret", NOW)).isTrue();
    }

    @Test
    void whileTheSecretChanges_oneOfSeveralIsEnough() {
        assertThat(fits("1700000000", "sha256=" + "0".repeat(64) + "," + SIGNATURE)).isTrue();
        assertThat(fits("1700000000", SIGNATURE + ", sha256=" + "0".repeat(64))).isTrue();
    }

    @Test
    void anythingElse_doesNot() {
        for (String signature : List.of("", ",", "sha256=", SIGNATURE.substring(7), SIGNATURE + "0", SIGNATURE
                .toUpperCase(Locale.ROOT), "sha256=" + "0".repeat(64))) {
            assertThat(fits("1700000000", signature)).as(signature).isFalse();
        }
        for (String timestamp : List.of("", "now", "-1", "1700000001", "17000000000000000000")) {
            assertThat(fits(timestamp, SIGNATURE)).as(timestamp).isFalse();
        }
        assertThat(WebhookSignature.fits(headers("1700000000", SIGNATURE), "{}".getBytes(UTF_8), "s3cret", NOW))
                .isFalse();
        assertThat(WebhookSignature.fits(headers("1700000000", SIGNATURE), BODY, "other", NOW)).isFalse();
        assertThat(WebhookSignature.isIn(Map.of("Authorization", List.of("Bearer s3cret")))).isFalse();
    }

    @Test
    void old_isNoGoodAnyMore_norIsOneOfTheFuture() {
        Map<String, List<String>> headers = headers("1700000000", SIGNATURE);

        assertThat(WebhookSignature.fits(headers, BODY, "s3cret", NOW.plus(WebhookSignature.TOLERANCE))).isTrue();
        assertThat(WebhookSignature.fits(headers, BODY, "s3cret", NOW.plus(WebhookSignature.TOLERANCE).plusSeconds(1)))
                .isFalse();
        assertThat(WebhookSignature.fits(headers, BODY, "s3cret", NOW.minus(WebhookSignature.TOLERANCE)
                .minusSeconds(1))).isFalse();
    }

    private static boolean fits(String timestamp, String signature) {
        return WebhookSignature.fits(headers(timestamp, signature), BODY, "s3cret", NOW);
    }

    private static Map<String, List<String>> headers(String timestamp, String signature) {
        return Map.of("X-Crossdock-Timestamp", List.of(timestamp), "X-Crossdock-Signature-256", List.of(signature));
    }
}
