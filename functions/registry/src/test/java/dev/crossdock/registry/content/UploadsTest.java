package dev.crossdock.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    private static final Repository REPOSITORY = new Repository("team/app");
    private static final byte[] BYTES = "0123456789".getBytes(UTF_8);

    @TempDir
    private Path root;

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
    void hold_whileAnotherHolds_tellsHowFarItIs() throws Exception {
        try (Upload upload = content.uploads().begin(REPOSITORY, "");
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            upload.append(stream(), Long.MAX_VALUE);

            Uploads.Holding seen = other
                    .submit(() -> content.uploads().hold(REPOSITORY, upload.id(), "", Duration.ZERO))
                    .get();

            assertThat(seen).isEqualTo(new Uploads.Holding.Busy(10));
        }
    }

    @Test
    void hold_unknown_isUnknown() {
        assertThat(content.uploads().hold(REPOSITORY, "../../x", "", Duration.ZERO)).isEqualTo(
                new Uploads.Holding.Unknown());
        assertThat(content.uploads().hold(REPOSITORY, "0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11", "", Duration.ZERO))
                .isEqualTo(new Uploads.Holding.Unknown());
    }

    @Test
    void append_takesNoMoreThanItsLimit() throws IOException {
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            upload.append(stream(), 4);

            assertThat(upload.size()).isEqualTo(4);
        }
    }

    @Test
    void bodyThatBreaks_leavesWhatCameAndItsHash() throws IOException {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 6), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                throw new IOException("cut");
            }
        });
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            assertThatThrownBy(() -> upload.append(broken, Long.MAX_VALUE)).hasMessageContaining("cut");
            assertThat(upload.size()).isEqualTo(6);

            upload.append(new ByteArrayInputStream(BYTES, 6, 4), Long.MAX_VALUE);
            assertThat(upload.commit(Digest.sha256(BYTES))).isInstanceOf(Upload.Commit.Stored.class);
        }
        assertThat(content.blobs().find(REPOSITORY, Digest.sha256(BYTES)).orElseThrow().size()).isEqualTo(10);
    }

    @Test
    void hashesForgotten_areMadeAgainByReading() throws IOException {
        String id;
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            upload.append(stream(), Long.MAX_VALUE);
            id = upload.id();
        }
        RegistryContent another = RegistryContent.on(driver);
        Digest digest = Digest.of(DigestAlgorithm.SHA512, BYTES);
        if (another.uploads().hold(REPOSITORY, id, "", Duration.ZERO) instanceof Uploads.Holding.Held(Upload upload)) {
            try (upload) {
                assertThat(upload.commit(digest)).isEqualTo(new Upload.Commit.Stored(
                        new Blobs.Found(digest, Digest.sha256(BYTES), 10)));
            }
        }
        assertThat(another.blobs().find(REPOSITORY, digest)).isPresent();
    }

    @Test
    void commit_ofOtherBytes_tellsWhichTheyAre() throws IOException {
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            upload.append(stream(), Long.MAX_VALUE);

            assertThat(upload.commit(Digest.sha256(new byte[0]))).isEqualTo(
                    new Upload.Commit.Mismatch(Digest.sha256(BYTES)));
        }
    }

    @Test
    void commit_whoseLinkCannotBeWritten_endsTheSession_soThatTheClientBeginsAnew() throws IOException {
        Path links = root.resolve("docker/registry/v2/repositories/team/app/_layers");
        String id;
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            id = upload.id();
            upload.append(stream(), Long.MAX_VALUE);
            Files.writeString(links, "in the way");
            assertThatThrownBy(() -> upload.commit(Digest.sha256(BYTES))).isInstanceOf(StorageException.class);
        }
        Files.delete(links);

        assertThat(content.uploads().hold(REPOSITORY, id, "", Duration.ZERO)).isEqualTo(new Uploads.Holding.Unknown());
        try (Upload upload = content.uploads().begin(REPOSITORY, "")) {
            upload.append(stream(), Long.MAX_VALUE);
            assertThat(upload.commit(Digest.sha256(BYTES))).isInstanceOf(Upload.Commit.Stored.class);
        }
    }

    private static InputStream stream() {
        return new ByteArrayInputStream(BYTES);
    }
}
