package dev.crossdock.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what is an upstream's was asked for. */
class UsageTest {
    private static final Repository HERE = new Repository("hub/team/app");
    private static final Tag TAG = new Tag("1");

    @TempDir
    private Path root;

    private final FakeUpstream upstream = new FakeUpstream();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private StorageDriver driver;
    private RegistryContent content;

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
        content = RegistryContent.on(driver);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void tagThatMoved_keepsItsNewDigestAlive_andNotTheOld() {
        try (PullThrough cache = cache(driver, false)) {
            Digest old = image("old");
            cache.bring(HERE, TAG);
            now.set(now.get().plus(Duration.ofHours(2)));
            Digest moved = image("moved");
            cache.bring(HERE, TAG);

            now.set(now.get().plus(Duration.ofHours(90)));

            assertThat(cache.expire()).as("both, since both have a note").isEqualTo(2);
            assertThat(content.manifests().find(HERE, old)).isEmpty();
            assertThat(content.manifests().find(HERE, moved)).isEmpty();
        }
    }

    @Test
    void noteThatCannotBeWritten_failsNoPull_andIsNotTriedWhereAllIsReadOnly() {
        AtomicInteger refused = new AtomicInteger();
        StorageDriver full = SteeredDriver.before(driver, (name, path, call) -> {
            if (name.equals("write") && path.toString().contains("/used/")) {
                refused.incrementAndGet();
                throw new StorageException("write: no space left");
            }
            return call.made();
        });
        Digest digest = image("layer");
        try (PullThrough cache = cache(full, false)) {
            cache.bring(HERE, TAG);
            assertThat(content.manifests().find(HERE, TAG)).map(Manifests.Found::digest).contains(digest);
            assertThat(refused).hasValue(1);
        }
        try (PullThrough cache = cache(full, true)) {
            cache.bring(HERE, TAG);
            assertThat(refused).hasValue(1);
        }
    }

    @Test
    void referrerThatIsRefused_keepsNoOtherAway() {
        Digest subject = image("subject");
        Digest damaged = upstream.image(new Tag("one"), bytes("one"), Optional.of(subject));
        Digest sound = upstream.image(new Tag("two"), bytes("two"), Optional.of(subject));
        upstream.substitute(damaged, "{\"schemaVersion\":2,\"mediaType\":\"" + FakeUpstream.TYPE + "\",\"evil\":1}");
        try (PullThrough cache = cache(driver, false)) {
            cache.bringReferrers(HERE, subject);
        }

        assertThat(content.referrers().list(HERE, subject, "", 10)).containsExactly(sound);
    }

    private PullThrough cache(StorageDriver storage, boolean isReadOnly) {
        return new PullThrough(List.of(new Mirror("hub", upstream, Optional.of(Duration.ofDays(3)))), content, storage,
                Optional.empty(), now::get, isReadOnly);
    }

    private Digest image(String layer) {
        return upstream.image(TAG, bytes(layer), Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
