package dev.crossdock.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is deleted while tags are put. */
@Timeout(60)
class TagSearchTest {
    private static final Repository APP = new Repository("app");

    @TempDir
    private Path root;

    private final CountDownLatch isLooking = new CountDownLatch(1);
    private final CountDownLatch isReleased = new CountDownLatch(1);
    private StorageDriver files;
    private RegistryContent content;

    /** Who looks at tag "z" for the first time is held up until it is released. */
    @BeforeEach
    void open() {
        files = FilesystemDriver.open(root);
        content = RegistryContent.on(SteeredDriver.before(files, (name, path, call) -> {
            if (name.equals("load") && ((StoragePath) path).text().contains("tags/z/")) {
                isLooking.countDown();
                SteeredDriver.await(isReleased);
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
    void tagsThatArePutMeanwhile_goToo_andNobodyWaitedForTheLook() throws Exception {
        Digest wanted = put("wanted", "b", "moved");
        put("other", "a", "z");
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Manifests.Deletion> deletion = other.submit(
                    () -> content.manifests().delete(APP, wanted, _ -> {}));
            isLooking.await();
            put("wanted", "a", "new");
            put("other", "moved");
            isReleased.countDown();

            assertThat(deletion.get()).isEqualTo(new Manifests.Deletion.Deleted(
                    List.of(new Tag("a"), new Tag("b"), new Tag("new"))));
        }
        assertThat(content.tags().list(APP, "", 10)).containsExactly(new Tag("moved"), new Tag("z"));
    }

    private Digest put(String name, String... tags) {
        byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                + "\"manifests\":[],\"annotations\":{\"n\":\"%s\"}}").formatted(name).getBytes(UTF_8);
        Manifest manifest = Manifest.parse(RawManifest.of("", bytes));
        content.manifests().put(APP, manifest, manifest.digest(), new Manifests.Terms(
                Arrays.stream(tags).map(Tag::new).toList(), tag -> true, child -> true));
        return manifest.digest();
    }
}
