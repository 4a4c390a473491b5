package dev.crossdock.registry.access;

import dev.crossdock.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that say who somebody is, and nothing about what that one may do. Docker's client cannot read from a registry
 * without a password and write to it with one, unless it gets tokens for both. A ticket is signed over the user's password
 * hash too, so it ends with the password, and a secret that was guessed makes nobody a user. The key is this process's own,
 * unless the replicas of a registry share one.
 */
final class Tickets {
    /** How long one is good: it is cheap to get another. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MAXIMUM_LENGTH = 1024;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource clock;
    private final SecretKeySpec key;
    /** By the user's name; empty where there is no such user. */
    private final Function<String, Optional<String>> hashes;

    Tickets(InstantSource clock, Optional<Secret> shared, Function<String, Optional<String>> hashes) {
        this.clock = clock;
        this.hashes = hashes;
        this.key = new SecretKeySpec(shared.map(secret -> secret.value().getBytes(StandardCharsets.UTF_8))
                .orElseGet(Tickets::random), ALGORITHM);
    }

    private static byte[] random() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** For a user, or with an empty name for somebody that nobody knows. */
    String issue(String name) {
        long end = clock.instant().plus(LIFE).getEpochSecond();
        String body = "%d.%s".formatted(end, TEXT.encodeToString(name.getBytes(StandardCharsets.UTF_8)));
        return body + "." + TEXT.encodeToString(signature(body, name));
    }

    /** Whose it is; empty where it is none of ours, or over. */
    Optional<String> read(String ticket) {
        String[] parts = ticket.length() > MAXIMUM_LENGTH ? new String[0] : ticket.split("\\.", 4);
        if (parts.length != 3 || !parts[0].matches("\\d{1,15}")) {
            return Optional.empty();
        }
        try {
            String name = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            boolean isOurs = MessageDigest.isEqual(signature(parts[0] + "." + parts[1], name),
                    Base64.getUrlDecoder().decode(parts[2]));
            boolean isKnown = name.isEmpty() || hashes.apply(name).isPresent();
            boolean isOver = clock.instant().getEpochSecond() >= Long.parseLong(parts[0]);
            return isOurs && isKnown && !isOver ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] signature(String body, String name) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((body + "." + hashes.apply(name).orElse("")).getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
