package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a blob on its way is there after the process, and for its target alone. */
class SqliteCheckpointsTest {
    private static final Digest DIGEST = Digest.sha256("blob".getBytes(StandardCharsets.UTF_8));
    private static final Descriptor BLOB = new Descriptor("application/octet-stream", DIGEST, 1_000);

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;

    private static Checkpoint at(String place, int offset) {
        Hasher hasher = Hasher.resumable(DigestAlgorithm.SHA256);
        hasher.update(new byte[offset], 0, offset);
        return new Checkpoint(place, BLOB, "http://eu.example/uploads/1?state=x", hasher.state().orElseThrow());
    }

    @Test
    void saved_isThereInTheNextProcess_theLastOneAlone() {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            state.checkpoints().save(at("eu.example/app", 100));
            state.checkpoints().save(at("eu.example/app", 300));
        }
        try (SqliteState state = SqliteState.open(folder, clock)) {
            Checkpoint found = state.checkpoints().find("eu.example/app", DIGEST).orElseThrow();
            Checkpoint saved = at("eu.example/app", 300);
            assertThat(found.blob()).isEqualTo(BLOB);
            assertThat(found.address()).isEqualTo(saved.address());
            assertThat(found.hash().encoded()).isEqualTo(saved.hash().encoded());
            assertThat(found.hash().format()).isEqualTo(saved.hash().format());
            assertThat(found.offset()).isEqualTo(300);
            assertThat(state.checkpoints().find("us.example/app", DIGEST)).isEmpty();
        }
    }

    @Test
    void removed_isGone_forItsTargetAlone() {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            Checkpoints checkpoints = state.checkpoints();
            checkpoints.save(at("a", 1));
            checkpoints.save(at("b", 2));
            checkpoints.remove("a", DIGEST);
            assertThat(checkpoints.find("a", DIGEST)).isEmpty();
            assertThat(checkpoints.find("b", DIGEST)).isPresent();
        }
    }

    @Test
    void older_thanRegistriesRemember_isPruned() {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            state.checkpoints().save(at("a", 1));
            now.updateAndGet(time -> time.plus(SqliteCheckpoints.LONGEST_KEPT));
            assertThat(state.checkpoints().find("a", DIGEST)).isPresent();
            now.updateAndGet(time -> time.plus(Duration.ofMillis(1)));
            assertThat(state.checkpoints().find("a", DIGEST)).isEmpty();
        }
    }

    @Test
    void file_isForItsOwnerAlone() throws Exception {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            state.checkpoints().save(at("a", 1));
            try (var files = Files.list(folder)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("crossdock.db")))
                        .isNotEmpty().allSatisfy(file -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void onlyLargeBlobs_areWorthIt() {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            assertThat(state.checkpoints().leastBlob()).isEqualTo(256L << 20);
        }
    }
}
