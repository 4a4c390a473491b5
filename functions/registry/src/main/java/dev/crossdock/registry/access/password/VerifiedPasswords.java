package dev.crossdock.registry.access.password;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which users showed the right password a short while ago, so that not every request costs a bcrypt. It belongs to one
 * reading of the file, and ends with it. Kept is a hash of both under a key that never leaves this object.
 */
final class VerifiedPasswords {
    /** How long one is remembered. */
    static final Duration REMEMBERED = Duration.ofMinutes(5);
    /** The most that are remembered; beyond it, the oldest is forgotten. */
    static final int MAXIMUM_REMEMBERED = 10_000;

    private static final String ALGORITHM = "HmacSHA256";

    private final InstantSource clock;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Instant> ends = new LinkedHashMap<>();

    VerifiedPasswords(InstantSource clock) {
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    /** The name under which a user with a password is remembered. */
    ByteBuffer name(String user, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] name = user.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
            mac.update(name);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    synchronized boolean has(ByteBuffer name) {
        Instant end = ends.get(name);
        if (end != null && !end.isAfter(clock.instant())) {
            ends.remove(name);
            return false;
        }
        return end != null;
    }

    synchronized void add(ByteBuffer name) {
        ends.remove(name);
        if (ends.size() >= MAXIMUM_REMEMBERED) {
            ends.remove(ends.keySet().iterator().next());
        }
        ends.put(name, clock.instant().plus(REMEMBERED));
    }
}
