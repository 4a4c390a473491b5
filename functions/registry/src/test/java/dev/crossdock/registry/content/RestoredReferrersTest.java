package dev.crossdock.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists of referrers that are made from a directory of another registry. */
@Timeout(60)
class RestoredReferrersTest {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));
    /** Enough for several to be read at a time. */
    private static final int MANY = 100;

    @TempDir
    private Path root;

    private final CountDownLatch isAtSlow = new CountDownLatch(1);
    private final CountDownLatch isReleased = new CountDownLatch(1);
    private volatile boolean isFull;
    private volatile boolean isBroken;
    private StorageDriver files;
    private RegistryContent content;

    @BeforeEach
    void open() {
        files = FilesystemDriver.open(root);
        content = RegistryContent.on(SteeredDriver.before(files, (name, path, call) -> {
            if (name.equals("load") && ((StoragePath) path).text().contains("/slow/_manifests")) {
                isAtSlow.countDown();
                SteeredDriver.await(isReleased);
            }
            if (isBroken && name.equals("load")) {
                throw new StorageException("read: Input/output error");
            }
            if (isFull && List.of("write", "ensure", "putIfAbsent").contains(name)) {
                throw new StorageException("write: No space left on device");
            }
            return call.made();
        }));
    }

    @AfterEach
    void close() {
        isReleased.countDown();
        files.close();
    }

    @Test
    void repositoryThatIsLongInReading_holdsNoOtherUp() throws Exception {
        refer("slow", 1);
        refer("fast", MANY);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<List<Digest>> slow = other.submit(() -> list("slow"));
            isAtSlow.await();

            assertThat(list("fast")).hasSize(MANY);

            isReleased.countDown();
            assertThat(slow.get()).hasSize(1);
        }
    }

    @Test
    void mediumThatTakesNoWrites_showsWhatItHas() {
        isReleased.countDown();
        refer("app", 2);
        isFull = true;
        assertThat(list("app")).isEmpty();

        isFull = false;
        assertThat(list("app")).hasSize(2);
    }

    @Test
    void mediumThatFailsToRead_isNotTakenForOneThatHasNothing() {
        isReleased.countDown();
        refer("app", 2);
        isBroken = true;
        assertThatThrownBy(() -> list("app")).isInstanceOf(StorageException.class);

        isBroken = false;
        assertThat(list("app")).hasSize(2);
    }

    @Test
    void indexUnderTheFallbackTag_isTakenInAgain_afterTheRepositoryWasDeleted() {
        isReleased.countDown();
        for (int i = 0; i < 2; i++) {
            Manifest referrer = put("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}".formatted(INDEX));
            String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}";
            put(("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[" + entry + "]}")
                    .formatted(INDEX, INDEX, referrer.digest(), referrer.raw().size()), "sha256-" + SUBJECT.hex());
            assertThat(list("app")).containsExactly(referrer.digest());

            content.catalog().delete(new Repository("app"), _ -> {});
            assertThat(list("app")).isEmpty();
        }
    }

    private Manifest put(String text, String... tags) {
        Manifest manifest = Manifest.parse(RawManifest.of("", text.getBytes(UTF_8)));
        assertThat(content.manifests().put(new Repository("app"), manifest, manifest.digest(), new Manifests.Terms(
                Stream.of(tags).map(Tag::new).toList(), tag -> true, child -> true)))
                .isInstanceOf(Manifests.Put.Stored.class);
        return manifest;
    }

    private List<Digest> list(String repository) {
        return content.referrers().list(new Repository(repository), SUBJECT, "", MANY);
    }

    /** As distribution stores them, without notes of whom they refer to. */
    private void refer(String name, int count) {
        Repository repository = new Repository(name);
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[],"
                    + "\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7},\"annotations\":{\"n\":\"%d\"}}")
                    .formatted(INDEX, INDEX, SUBJECT, i)
                    .getBytes(UTF_8);
            Digest digest = Manifest.parse(RawManifest.of("", bytes)).digest();
            files.write(Layout.blob(digest), bytes, Durability.RELAXED);
            files.write(Layout.revision(repository, digest), digest.toString().getBytes(UTF_8), Durability.RELAXED);
        }
    }
}
