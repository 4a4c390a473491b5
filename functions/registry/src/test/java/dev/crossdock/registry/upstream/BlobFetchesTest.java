package dev.crossdock.registry.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BlobFetchesTest {
    private static final Repository HERE = new Repository("hub/team/app");
    private static final byte[] LAYER = "a layer of some bytes".repeat(10_000).getBytes(UTF_8);
    private static final Descriptor BLOB = new Descriptor("application/octet-stream", Digest.sha256(LAYER),
            LAYER.length);

    @TempDir
    private Path root;

    private StorageDriver driver;
    private RegistryContent content;
    private BlobFetches fetches;

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
        content = RegistryContent.on(driver);
        fetches = new BlobFetches(content.uploads(), Optional.of(root.resolve("spool")));
    }

    @AfterEach
    void close() {
        fetches.close();
        driver.close();
    }

    @Test
    void opening_throwsWhatNobodyForesaw_readersAreToldSo() throws IOException {
        try (InputStream reader = read(() -> {
            throw new IllegalStateException("no such feed");
        })) {
            assertThatThrownBy(reader::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining(
                    "no such feed");
        }
    }

    @Test
    void feed_throwsAnErrorOnItsWay_readersAreToldSo_andTheNextFetchWorks() throws IOException {
        try (InputStream reader = read(() -> new Failing(LAYER))) {
            assertThatThrownBy(reader::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining(
                    "out of luck");
        }
        try (InputStream reader = read(() -> new ByteArrayInputStream(LAYER))) {
            assertThat(reader.readAllBytes()).isEqualTo(LAYER);
        }
    }

    @Test
    void spools_lieInTheirFolder_whereNothingIsLeftOfThem() throws IOException {
        Path left = Files.createFile(Files.createDirectories(root.resolve("other")).resolve("crossdock-1.blob"));
        new BlobFetches(content.uploads(), Optional.of(root.resolve("other"))).close();
        assertThat(left).doesNotExist();

        try (InputStream reader = read(() -> new ByteArrayInputStream(LAYER))) {
            assertThat(reader.readAllBytes()).isEqualTo(LAYER);
        }
        assertThat(root.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void spoolThatTakesNoMore_failsItsReaders_andTheBlobComesAllTheSame() throws IOException {
        fetches.close();
        fetches = new BlobFetches(content.uploads(), size -> {
            FileChannel closed = FileChannel.open(Files.createFile(root.resolve("closed")), StandardOpenOption.WRITE);
            closed.close();
            return new Spool(size, closed);
        });
        try (InputStream reader = read(() -> new ByteArrayInputStream(LAYER))) {
            assertThatThrownBy(reader::readAllBytes).isInstanceOf(IOException.class);
        }
        Awaitility.await().untilAsserted(() -> assertThat(content.blobs().find(HERE, BLOB.digest())).isPresent());
    }

    private InputStream read(BlobFetches.Opening opening) throws IOException {
        return fetches.read(HERE, BLOB, new BlobFetches.Part(0, LAYER.length), opening);
    }

    /** Its end never comes. */
    private static final class Failing extends ByteArrayInputStream {
        Failing(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            if (pos > LAYER.length / 2) {
                throw new AssertionError("out of luck");
            }
            return super.read(into, offset, Math.min(length, 1_000));
        }
    }
}
