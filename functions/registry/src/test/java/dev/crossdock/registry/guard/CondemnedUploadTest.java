package dev.crossdock.registry.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.content.Upload;
import dev.crossdock.registry.content.Uploads;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload of what the collector is about to delete. */
class CondemnedUploadTest {
    private static final StoragePath ROOT = new StoragePath("extras");
    private static final Repository REPOSITORY = new Repository("team/app");
    private static final byte[] BYTES = "0123456789".getBytes(UTF_8);
    private static final Digest DIGEST = Digest.sha256(BYTES);

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 10})
    void refusedCommit_canBeRepeatedOnceTheMarkIsGone(int before) throws IOException {
        try (StorageDriver driver = FilesystemDriver.open(root)) {
            Uploads uploads = RegistryContent.on(driver, new Guard(driver, ROOT, false, Duration.ZERO),
                    ImmutableTags.NONE).uploads();
            Condemned marks = new StoredCondemned(driver, ROOT.resolve("condemned"), Clock.systemUTC());
            String id;
            try (Upload upload = uploads.begin(REPOSITORY, "")) {
                id = upload.id();
                upload.append(new ByteArrayInputStream(BYTES, 0, before), Long.MAX_VALUE);
            }
            marks.mark(DIGEST);
            try (Upload upload = held(uploads, id)) {
                upload.append(new ByteArrayInputStream(BYTES, before, 10), Long.MAX_VALUE);
                assertThatThrownBy(() -> upload.commit(DIGEST)).isInstanceOf(CondemnedException.class);
            }
            marks.unmark(DIGEST);
            try (Upload upload = held(uploads, id)) {
                assertThat(upload.size()).isEqualTo(before);
                upload.append(new ByteArrayInputStream(BYTES, before, 10), Long.MAX_VALUE);
                assertThat(upload.commit(DIGEST)).isInstanceOf(Upload.Commit.Stored.class);
            }
        }
    }

    private static Upload held(Uploads uploads, String id) {
        Uploads.Holding holding = uploads.hold(REPOSITORY, id, "", Duration.ZERO);
        assertThat(holding).isInstanceOf(Uploads.Holding.Held.class);
        return ((Uploads.Holding.Held) holding).upload();
    }
}
