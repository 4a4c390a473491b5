package dev.crossdock.registry.access.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.crossdock.registry.access.password.PasswordCheck.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordCheckTest {
    private static final String HERE = "192.0.2.1";

    @TempDir
    Path folder;
    private Path file = Path.of("htpasswd");
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final InstantSource clock = () -> now;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("htpasswd");
        Files.writeString(file, "# users\n\nalice:%s\r\n".formatted(hash("secret", 4)));
    }

    private static String hash(String password, int cost) {
        return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(cost, password.toCharArray());
    }

    private PasswordCheck check() throws IOException {
        return new PasswordCheck(file, clock);
    }

    @Test
    void password_isRightOrWrong() throws IOException {
        PasswordCheck check = check();

        assertThat(check.check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check.check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check.check("alice", "secret ", HERE)).isInstanceOf(Outcome.Wrong.class);
        assertThat(check.check("alices", "ecret", HERE)).isInstanceOf(Outcome.Wrong.class);
        assertThat(check.check("", "", HERE)).isInstanceOf(Outcome.Wrong.class);
        assertThat(check.check("alice", "s".repeat(5_000), HERE)).isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void longPasswordsAndOtherScripts_areTaken() throws IOException {
        String password = "päßwörd ☃ ".repeat(4);
        Files.writeString(file, "älice:" + hash(password, 4) + "\n");

        assertThat(check().check("älice", password, HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check().check("älice", password + "x".repeat(30), HERE)).isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void hashesOfOpensslsKin_areTaken() throws IOException {
        // htpasswd -nbB, and the two names that other programs give the same hash.
        String hash = hash("secret", 5);
        for (String version : List.of("$2a", "$2b", "$2y")) {
            Files.writeString(file, "alice:" + version + hash.substring(3) + "\n");
            assertThat(check().check("alice", "secret", HERE)).as(version).isInstanceOf(Outcome.Right.class);
        }
    }

    @Test
    void failures_areCountedByAddressAndUser() throws IOException {
        PasswordCheck check = check();
        for (int i = 0; i < PasswordCheck.MAXIMUM_PER_PAIR; i++) {
            assertThat(check.check("bob", "guess", HERE)).isInstanceOf(Outcome.Wrong.class);
        }

        assertThat(check.check("bob", "guess", HERE)).isEqualTo(new Outcome.Throttled(FailureLimit.WINDOW));
        assertThat(check.check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check.check("bob", "guess", "192.0.2.2")).isInstanceOf(Outcome.Wrong.class);
        now = now.plus(FailureLimit.WINDOW);
        assertThat(check.check("bob", "guess", HERE)).isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void failures_areCountedByAddress() throws IOException {
        PasswordCheck check = check();
        for (int i = 0; i < PasswordCheck.MAXIMUM_PER_ADDRESS; i++) {
            assertThat(check.check("user " + i, "guess", HERE)).isInstanceOf(Outcome.Wrong.class);
        }

        assertThat(check.check("alice", "secret", HERE)).isEqualTo(new Outcome.Throttled(FailureLimit.WINDOW));
        assertThat(check.check("alice", "secret", "192.0.2.2")).isInstanceOf(Outcome.Right.class);
        assertThat(check.check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check.check("alice", "guess", HERE)).isInstanceOf(Outcome.Throttled.class);
    }

    /** Whoever has one address of IPv6 has more than could be counted. */
    @Test
    void failures_areCountedByNetwork() throws IOException {
        PasswordCheck check = check();
        for (int i = 0; i < PasswordCheck.MAXIMUM_PER_PAIR; i++) {
            check.check("alice", "guess", i % 2 == 0 ? "2001:db8:0:1::" + i : "[2001:db8:0:1:%x:0:0:1]".formatted(i));
        }

        assertThat(check.check("alice", "secret", "2001:db8:0:1:ffff::1")).isInstanceOf(Outcome.Throttled.class);
        assertThat(check.check("alice", "secret", "2001:db8:0:2::1")).isInstanceOf(Outcome.Right.class);
    }

    /** Guesses from everywhere lock nobody out: one at a time, the right password is still let in. */
    @Test
    void failuresForAUser_leaveOneTryAtATime() throws Exception {
        Files.writeString(file, "bob:" + hash("bob", 4) + "\n");
        PasswordCheck check = check();
        for (int i = 0; i < PasswordCheck.MAXIMUM_PER_USER; i++) {
            check.check("bob", "guess", "192.0.2." + i);
        }
        assertThat(check.check("bob", "guess", "198.51.100.1")).isInstanceOf(Outcome.Wrong.class);
        assertThat(check.check("bob", "bob", "198.51.100.1")).isInstanceOf(Outcome.Right.class);

        Files.writeString(file, "bob:" + hash("bob", 13) + "\n"); // a look takes long
        try (ExecutorService others = Executors.newFixedThreadPool(4)) {
            List<Future<Outcome>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String address = "203.0.113." + i;
                tries.add(others.submit(() -> check.check("bob", "guess", address)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : tries) {
                outcomes.add(each.get());
            }
            assertThat(outcomes).anyMatch(Outcome.Wrong.class::isInstance)
                    .anyMatch(Outcome.Throttled.class::isInstance);
        }
    }

    /** The second request costs no bcrypt: with this hash one takes much longer than the bound. */
    @Test
    void verifiedPassword_isRememberedForAWhile() throws IOException {
        Files.writeString(file, "alice:" + hash("secret", 10) + "\n");
        PasswordCheck check = check();
        check.check("alice", "secret", HERE);

        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(check.check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void verifiedPasswords_endAndAreBounded() {
        VerifiedPasswords verified = new VerifiedPasswords(clock);
        verified.add(verified.name("alice", "secret"));

        assertThat(verified.has(verified.name("alice", "secret"))).isTrue();
        assertThat(verified.has(verified.name("alices", "ecret"))).isFalse();
        assertThat(new VerifiedPasswords(clock).name("alice", "secret")).isNotEqualTo(verified.name("alice", "secret"));
        now = now.plus(VerifiedPasswords.REMEMBERED);
        assertThat(verified.has(verified.name("alice", "secret"))).isFalse();
        verified.add(verified.name("first", "x"));
        for (int i = 0; i < VerifiedPasswords.MAXIMUM_REMEMBERED; i++) {
            verified.add(verified.name("user " + i, "x"));
        }
        assertThat(verified.has(verified.name("first", "x"))).isFalse();
    }

    @Test
    void limit_forgetsTheOldestBeyondItsBound() {
        FailureLimit limit = new FailureLimit(1, clock);
        limit.failed("first");
        assertThat(limit.wait("first")).contains(FailureLimit.WINDOW);

        for (int i = 0; i < FailureLimit.MAXIMUM_REMEMBERED; i++) {
            limit.failed("name " + i);
        }

        assertThat(limit.wait("first")).isEmpty();
        assertThat(limit.wait("name 0")).isPresent();
    }

    /** Medians of several, since the machine does other things too: both are one bcrypt of the same cost. */
    @Test
    void unknownUser_takesAsLongAsAKnownOne() throws IOException {
        Files.writeString(file, "alice:" + hash("secret", 9) + "\n");
        PasswordCheck check = check();
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            known.add(nanos(check, "alice"));
            unknown.add(nanos(check, "mallory"));
        }
        Collections.sort(known);
        Collections.sort(unknown);

        assertThat((double) unknown.get(4) / known.get(4)).isBetween(0.3, 3.0);
    }

    private static long nanos(PasswordCheck check, String user) {
        long start = System.nanoTime();
        assertThat(check.check(user, "guess", user + start)).isInstanceOf(Outcome.Wrong.class);
        return System.nanoTime() - start;
    }

    @ParameterizedTest
    @CsvSource({"bob:$apr1$abcdefgh$0123456789012345678901, MD5", "bob:{SHA}nU4eI71bcnBGqeO0t9tXvY1u5oQ=, SHA-1",
            "bob:$5$salt$hash, SHA-256 crypt", "bob:$6$salt$hash, SHA-512 crypt", "bob:plainsecret, plain text",
            "bob:$2y$10$short, broken form of bcrypt", "plainsecret, wanted a line such as NAME:HASH",
            ":plainsecret, wanted a line such as NAME:HASH", "bob:, plain text"})
    void otherForms_areNamedWithTheirLine(String line, String named) throws IOException {
        Files.writeString(file, "# users\nalice:%s\n%s\n".formatted(hash("secret", 4), line));
        List<String> warnings = new ArrayList<>();

        assertThat(new HtpasswdFile(file).read(warnings::add)).containsOnlyKeys("alice");
        assertThat(warnings).singleElement().asString().contains(file + ":3:", named, "htpasswd -B")
                .doesNotContain("plainsecret", "nU4eI71", "0123456789012345678901");
        assertThat(check().check("alice", "secret", HERE)).isInstanceOf(Outcome.Right.class);
    }

    @Test
    void fileWithoutALineThatCanBeUsed_isRefused() throws IOException {
        String hash = hash("secret", 4);
        Files.writeString(file, "bob:" + hash.replace("$04$", "$20$") + "\nplainsecret\n");
        assertThatThrownBy(this::check).hasMessageContainingAll(file + ":1:", "cost 20", "at most 16")
                .hasMessageNotContaining("plainsecret");
    }

    /** Also where it cannot be used: then an older password is not good again. */
    @Test
    void lastLineOfAUser_counts() throws IOException {
        Files.writeString(file, "alice:%s\nbob:%s\nalice:%s\nbob:plain\n".formatted(hash("old", 4), hash("b", 4), hash(
                "new", 4)));
        List<String> warnings = new ArrayList<>();

        assertThat(new HtpasswdFile(file).read(warnings::add)).containsOnlyKeys("alice");
        assertThat(warnings).hasSize(2).anyMatch(line -> line.contains(":3: user \"alice\" stands here a second time"));
        assertThat(check().check("alice", "new", HERE)).isInstanceOf(Outcome.Right.class);
        assertThat(check().check("alice", "old", HERE)).isInstanceOf(Outcome.Wrong.class);
        assertThat(check().check("bob", "b", HERE)).isInstanceOf(Outcome.Wrong.class);
    }
}
