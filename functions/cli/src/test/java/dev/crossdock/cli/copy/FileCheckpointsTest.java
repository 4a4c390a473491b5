package dev.crossdock.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.upload.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one command leaves for the next. */
class FileCheckpointsTest {
    private static final String PLACE = "eu.example:5000/team/app";
    private static final Digest DIGEST = Digest.sha256("blob".getBytes(StandardCharsets.UTF_8));
    private static final Descriptor BLOB = new Descriptor("application/octet-stream", DIGEST, 1_000);

    @TempDir
    private Path cache;

    private FileCheckpoints checkpoints() {
        return FileCheckpoints.ofUser(Map.of("XDG_CACHE_HOME", cache.toString()));
    }

    private static Checkpoint at(String place, int offset) {
        Hasher hasher = Hasher.resumable(DigestAlgorithm.SHA256);
        hasher.update(new byte[offset], 0, offset);
        return new Checkpoint(place, BLOB, "http://eu.example/v2/uploads/1?_state=a%3D", hasher.state().orElseThrow());
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(cache.resolve("crossdock").resolve("uploads"))) {
            return files.toList();
        }
    }

    @Test
    void saved_isFoundByTheNextCommand_theLastOneAlone() throws IOException {
        checkpoints().save(at(PLACE, 100));
        checkpoints().save(at(PLACE, 300));
        Checkpoint found = checkpoints().find(PLACE, DIGEST).orElseThrow();
        Checkpoint saved = at(PLACE, 300);
        assertThat(found.blob()).isEqualTo(BLOB);
        assertThat(found.address()).isEqualTo(saved.address());
        assertThat(found.hash().format()).isEqualTo(saved.hash().format());
        assertThat(found.hash().encoded()).isEqualTo(saved.hash().encoded());
        assertThat(found.offset()).isEqualTo(300);
        assertThat(files()).hasSize(1);
        assertThat(checkpoints().find("elsewhere/app", DIGEST)).isEmpty();
    }

    @Test
    void removed_leavesNoFile() throws IOException {
        checkpoints().save(at(PLACE, 1));
        checkpoints().remove(PLACE, DIGEST);
        checkpoints().remove(PLACE, DIGEST);
        assertThat(files()).isEmpty();
    }

    @Test
    void files_areForTheirOwnerAlone_andNamedByNothingSecret() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Path file = files().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(file.getFileName().toString()).matches("[0-9a-f]{64}\\.checkpoint");
    }

    @Test
    void draftOfAKilledProcess_isNoObstacle() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Path draft = Path.of(files().getFirst() + ".new");
        Files.writeString(draft, "half");
        checkpoints().save(at(PLACE, 2));
        assertThat(checkpoints().find(PLACE, DIGEST).orElseThrow().offset()).isEqualTo(2);
        assertThat(files()).doesNotContain(draft);
    }

    @Test
    void damaged_isNone() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Path file = files().getFirst();
        for (String content : List.of("", "size=1000", "\\u12", Files.readString(file).replace("size=", "size=x"),
                Files.readString(file).replace("offset=1", "offset=2000"), "a".repeat(100_000))) {
            Files.writeString(file, content);
            assertThat(checkpoints().find(PLACE, DIGEST)).as(content).isEmpty();
        }
    }

    @Test
    void older_thanRegistriesRemember_isPruned() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Files.setLastModifiedTime(files().getFirst(),
                FileTime.from(Instant.now().minus(FileCheckpoints.LONGEST_KEPT).plus(Duration.ofMinutes(1))));
        assertThat(checkpoints().find(PLACE, DIGEST)).isPresent();
        Files.setLastModifiedTime(files().getFirst(),
                FileTime.from(Instant.now().minus(FileCheckpoints.LONGEST_KEPT).minus(Duration.ofMinutes(1))));
        assertThat(checkpoints().find(PLACE, DIGEST)).isEmpty();
    }

    @Test
    void relativeCacheHome_isNoneAsTheSpecificationSays() {
        FileCheckpoints.ofUser(Map.of("XDG_CACHE_HOME", "relative", "HOME", cache.toString())).save(at(PLACE, 1));
        assertThat(cache.resolve(".cache").resolve("crossdock").resolve("uploads")).isNotEmptyDirectory();
    }
}
