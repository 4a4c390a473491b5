package dev.crossdock.registry.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final StoragePath ROOT = new StoragePath("extras");
    private static final Digest ONE = Digest.sha256("one".getBytes(StandardCharsets.UTF_8));
    private static final Digest TWO = Digest.sha256("two".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void announcedBlob_isNotDeleted(boolean isExclusive) {
        try (StorageDriver driver = FilesystemDriver.open(root)) {
            Guard guard = new Guard(driver, ROOT, isExclusive, Duration.ZERO);
            assertThat(guard.begin()).isTrue();
            try (Guard.Leave _ = guard.enter(List.of(ONE))) {
                assertThat(guard.condemn(ONE, () -> true)).isFalse();
                assertThat(guard.condemn(TWO, () -> true)).isTrue();
            }
            assertThat(guard.condemn(ONE, () -> true)).as("done since the collection began").isFalse();
            guard.end();
        }
    }

    @Test
    void whatWasDoneBeforeTheCollection_isForgotten() {
        MemoryIntents intents = new MemoryIntents();
        intents.announce(List.of(ONE, TWO));
        intents.done(List.of(ONE));
        intents.begin();
        assertThat(intents.has(ONE)).isFalse();
        assertThat(intents.has(TWO)).isTrue();
        intents.done(List.of(TWO));
        assertThat(intents.has(TWO)).isTrue();
        intents.end();
        assertThat(intents.has(TWO)).isFalse();
    }

    @Test
    void tooManyToRemember_keepEverything() {
        MemoryIntents intents = new MemoryIntents(1);
        intents.begin();
        for (Digest digest : List.of(ONE, TWO)) {
            intents.announce(List.of(digest));
            intents.done(List.of(digest));
        }
        assertThat(intents.has(Digest.sha256(new byte[0]))).isTrue();
        intents.end();
        assertThat(intents.has(ONE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writer_waitsForTheMark_andOnlySoLong(boolean isExclusive) throws InterruptedException {
        try (StorageDriver driver = FilesystemDriver.open(root)) {
            Guard impatient = new Guard(driver, ROOT, isExclusive, Duration.ofMillis(30));
            Guard patient = isExclusive ? impatient : new Guard(driver, ROOT, false, Duration.ofSeconds(30));
            assertThat(impatient.begin()).isTrue();
            CountDownLatch isDeleted = new CountDownLatch(1);
            impatient.condemn(ONE, () -> {
                assertThatThrownBy(() -> impatient.enter(List.of(TWO, ONE))).isInstanceOf(CondemnedException.class)
                        .hasMessageContaining(ONE.toString());
                impatient.enter(List.of(TWO)).close();
                Thread.ofPlatform().start(() -> {
                    try (Guard.Leave _ = patient.enter(List.of(TWO))) {
                        isDeleted.countDown();
                    }
                });
                return true;
            });
            isDeleted.await();
            impatient.end();
        }
    }

    @Test
    void marksOfADeadProcess_holdNobodyUp() {
        try (StorageDriver driver = FilesystemDriver.open(root)) {
            Guard dead = new Guard(driver, ROOT, true, Duration.ZERO);
            assertThatThrownBy(() -> dead.condemn(ONE, () -> {
                throw new IllegalStateException("died");
            })).hasMessage("died");
            assertThatThrownBy(() -> dead.enter(List.of(ONE))).isInstanceOf(CondemnedException.class);

            Guard.exclusive(driver, ROOT).enter(List.of(ONE)).close();
        }
    }

    @Test
    void seen_isForgottenInTime() {
        RecentlySeen seen = new RecentlySeen();
        Repository repository = new Repository("a");
        seen.add(repository, ONE);
        assertThat(seen.has(repository, ONE, Duration.ofHours(1))).isTrue();
        assertThat(seen.has(repository, ONE, Duration.ofNanos(-1))).isFalse();
        assertThat(seen.has(new Repository("b"), ONE, Duration.ofHours(1))).isFalse();
        assertThat(seen.has(repository, TWO, Duration.ofHours(1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"team/**, team/a/b, true", "team/**, team, false", "team/*, team/a/b, false", "*, a, true",
            "*, a/b, false",
            "**, a/b, true", "v*, v1.2, true", "v*, 1v, false", "v?, v1, true", "v?, v10, false", "a*b*c, a1b2c, true",
            "a*b*c, a1b2, false", "**/app, x/y/app, true", "**/app, app, false", "v1, v1, true", "v1, v1.0, false"})
    void glob_fits(String glob, String name, boolean isFitting) {
        assertThat(new Glob(glob).matches(name)).isEqualTo(isFitting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "***", "ä"})
    void glob_isChecked(String glob) {
        assertThatThrownBy(() -> new Glob(glob)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(
                "wanted");
    }

    @Test
    void immutableTags_needBothPatterns() {
        ImmutableTags rules = new ImmutableTags(List.of(new ImmutableTags.Rule(new Glob("team/**"), new Glob("v*"))));
        assertThat(rules.holdFor(new Repository("team/a"), new Tag("v1"))).isTrue();
        assertThat(rules.holdFor(new Repository("team/a"), new Tag("latest"))).isFalse();
        assertThat(rules.holdFor(new Repository("other"), new Tag("v1"))).isFalse();
    }
}
