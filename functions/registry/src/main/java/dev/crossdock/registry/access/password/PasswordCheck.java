package dev.crossdock.registry.access.password;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the file of users. A right password is remembered for a short while; wrong ones are counted, by the client's
 * address, by that and the user's name, and by the name, and each costs the same whether or not there is such a user.
 */
// tidy: public the door of this room, which access alone uses
public final class PasswordCheck {
    /** The most failures from one address for one user within {@link FailureLimit#WINDOW}. */
    public static final int MAXIMUM_PER_PAIR = 20;
    /** The most from one address in all: where offices and clusters share one, one wrong password does not stop everybody. */
    static final int MAXIMUM_PER_ADDRESS = 200;
    /**
     * The failures for one user from anywhere, beyond which one password is looked at after the other: to look at none would
     * lock the user out for as long as somebody wants it.
     */
    static final int MAXIMUM_PER_USER = 100;
    /** The longest password, in characters; bcrypt itself looks at 72 bytes. */
    static final int MAXIMUM_PASSWORD = 1024;
    /** How long a request waits for its turn to have a password checked. */
    static final Duration TURN = Duration.ofSeconds(5);

    /** The most requests that wait for it; each holds a thread of the server. */
    static final int MAXIMUM_WAITING = 32;

    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final Outcome LATER = new Outcome.Throttled(Duration.ofSeconds(1));
    private static final int USUAL_COST = 10;
    private static final int COST_AT = 4;

    private final Watched<Users> users;
    private final FailureLimit byAddress;
    private final FailureLimit byPair;
    private final FailureLimit byUser;
    /** Users of whom one password is looked at now, and no other. */
    private final Set<String> alone = ConcurrentHashMap.newKeySet();
    /** Half of the processors at most compute hashes, the others serve. */
    private final Semaphore turns = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /** Reads the file; throws where no line of it can be used, naming the first. */
    public PasswordCheck(Path file, InstantSource clock) throws IOException {
        HtpasswdFile htpasswd = new HtpasswdFile(file);
        this.users = new Watched<>(List.of(file), () -> new Users(htpasswd.read(LOG::warn), clock));
        this.byAddress = new FailureLimit(MAXIMUM_PER_ADDRESS, clock);
        this.byPair = new FailureLimit(MAXIMUM_PER_PAIR, clock);
        this.byUser = new FailureLimit(MAXIMUM_PER_USER, clock);
    }

    /** What became of a log-in. */
    public sealed interface Outcome {
        /** User and password belong together. */
        record Right() implements Outcome {}

        /** They do not, or there is no such user. */
        record Wrong() implements Outcome {}

        /** It was not looked at: too many were wrong before, or too many wait. */
        record Throttled(Duration retryAfter) implements Outcome {}
    }

    /** One reading of the file, with what was verified by it. */
    private record Users(Map<String, String> hashes, VerifiedPasswords verified, String nobody) {
        Users(Map<String, String> hashes, InstantSource clock) {
            this(hashes, new VerifiedPasswords(clock), nobody(hashes));
        }

        /** A hash that no password is asked to have, as costly as the costliest. */
        private static String nobody(Map<String, String> hashes) {
            int cost = hashes.values().stream().mapToInt(hash -> Integer.parseInt(hash, COST_AT, COST_AT + 2, 10))
                    .max().orElse(USUAL_COST);
            return "$2y$%02d$%s".formatted(cost, "...............................................".repeat(2)
                    .substring(0, 53));
        }
    }

    /** Checks a password that came from this address. */
    public Outcome check(String user, String password, String address) {
        Users known = users.current();
        ByteBuffer name = known.verified.name(user, password);
        if (known.verified.has(name)) {
            return new Outcome.Right();
        }
        String network = network(address);
        Optional<Duration> wait = byPair.wait(pair(network, user)).or(() -> byAddress.wait(network));
        if (wait.isPresent()) {
            return new Outcome.Throttled(wait.get());
        }
        boolean isAlone = byUser.wait(user).isPresent();
        if (isAlone && !alone.add(user)) {
            return LATER;
        }
        try {
            return looked(known, user, password, network);
        } finally {
            if (isAlone) {
                alone.remove(user);
            }
        }
    }

    private Outcome looked(Users known, String user, String password, String network) {
        if (!isMyTurn()) {
            return LATER;
        }
        ByteBuffer name = known.verified.name(user, password);
        try {
            if (known.verified.has(name)) {
                return new Outcome.Right();
            }
            if (isRight(known, user, password)) {
                known.verified.add(name);
                return new Outcome.Right();
            }
        } finally {
            turns.release();
        }
        byAddress.failed(network);
        byPair.failed(pair(network, user));
        byUser.failed(user);
        return new Outcome.Wrong();
    }

    private static String pair(String network, String user) {
        return network + " " + user;
    }

    /** Of IPv6 the first 64 bits: whoever has one address has all that share them. */
    private static String network(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, Long.BYTES));
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static boolean isRight(Users known, String user, String password) {
        String hash = known.hashes.get(user);
        boolean isMatch = matches(password, hash == null ? known.nobody : hash);
        return isMatch && hash != null;
    }

    /** A user's present hash, so that what was derived from it can end with it; empty where there is no such user. */
    public Optional<String> hash(String user) {
        return Optional.ofNullable(users.current().hashes.get(user));
    }

    /** Counts credentials that could not even be read. */
    public void failed(String address) {
        byAddress.failed(network(address));
    }

    private static boolean matches(String password, String hash) {
        if (password.length() > MAXIMUM_PASSWORD) {
            return false;
        }
        BCrypt.Version version = BCrypt.Version.VERSION_2Y;
        return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version)).verify(
                password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.US_ASCII)).verified;
    }

    private boolean isMyTurn() {
        try {
            return turns.getQueueLength() < MAXIMUM_WAITING && turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
