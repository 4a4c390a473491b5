package dev.crossdock.event;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What crossdock's registry signs its notifications with: {@code X-Crossdock-Signature-256}, the HMAC-SHA256 of {@code
 * X-Crossdock-Timestamp}, a dot and the body, once for each secret that is in force there. Nothing is kept here.
 */
public final class WebhookSignature {
    /** How old a notification may be, and how far the clocks may differ: one that was overheard is no good for longer. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String SIGNATURE = "X-Crossdock-Signature-256";
    private static final String TIMESTAMP = "X-Crossdock-Timestamp";
    private static final String PREFIX = "sha256=";
    private static final String ALGORITHM = "HmacSHA256";
    /** More secrets than are ever in force at once. */
    private static final int MAXIMUM_SIGNATURES = 8;

    private WebhookSignature() {}

    /** Whether the sender signed; the headers' names are of any case. */
    public static boolean isIn(Map<String, List<String>> headers) {
        return find(headers, SIGNATURE).isPresent();
    }

    /** Whether one of the signatures is of this body, by who knows the secret, and young enough. */
    public static boolean fits(Map<String, List<String>> headers, byte[] body, String secret, Instant now) {
        String timestamp = find(headers, TIMESTAMP).filter(text -> text.matches("[0-9]{1,12}")).orElse("");
        String signatures = find(headers, SIGNATURE).orElse("");
        if (timestamp.isEmpty() || Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs()
                .compareTo(TOLERANCE) > 0) {
            return false;
        }
        byte[] wanted = (PREFIX + HexFormat.of().formatHex(mac(secret, timestamp, body)))
                .getBytes(StandardCharsets.US_ASCII);
        boolean fits = false;
        for (String each : signatures.split(",", MAXIMUM_SIGNATURES)) {
            fits |= MessageDigest.isEqual(wanted, each.strip().getBytes(StandardCharsets.UTF_8));
        }
        return fits;
    }

    private static Optional<String> find(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream()).findFirst();
    }

    private static byte[] mac(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
