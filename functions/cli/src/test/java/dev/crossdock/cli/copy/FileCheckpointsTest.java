package dev.crossdock.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.upload.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
    void draftOfAKilledProcess_isNoObstacle_andPrunedBeforeLong() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Path draft = Path.of(files().getFirst() + ".new");
        Files.writeString(draft, "half");
        checkpoints().save(at(PLACE, 2));
        assertThat(checkpoints().find(PLACE, DIGEST).orElseThrow().offset()).isEqualTo(2);
        assertThat(files()).as("another process may be at it").contains(draft);
        Files.setLastModifiedTime(draft,
                FileTime.from(Instant.now().minus(FileCheckpoints.LONGEST_DRAFT).minus(Duration.ofMinutes(1))));
        assertThat(checkpoints().find(PLACE, DIGEST)).isPresent();
        assertThat(files()).doesNotContain(draft).hasSize(1);
    }

    @Test
    void severalAtOnce_disturbNobody() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int run = 0; run < 4; run++) {
                runs.add(threads.submit(() -> {
                    for (int offset = 0; offset < 100; offset++) {
                        checkpoints().save(at(PLACE, offset));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get(1, TimeUnit.MINUTES);
            }
        }
        assertThat(checkpoints().find(PLACE, DIGEST).orElseThrow().offset()).isEqualTo(99);
        assertThat(files()).as("no draft is left").hasSize(1);
    }

    /** As a draft that another process renames between the listing and the look at it. */
    @Test
    void listedButGone_isNoObstacle() throws IOException {
        checkpoints().save(at(PLACE, 1));
        Files.createSymbolicLink(files().getFirst().resolveSibling("a.new"), cache.resolve("nowhere"));
        assertThat(checkpoints().find(PLACE, DIGEST)).isPresent();
    }

    @Test
    void folderThatCannotBe_isToldByName_withWhatToDo() throws IOException {
        Files.writeString(cache.resolve("crossdock"), "a file");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(this::checkpoints)
                .withMessageContaining(cache.resolve("crossdock").resolve("uploads").toString())
                .withMessageContaining("XDG_CACHE_HOME");
    }

    @Test
    void unwritable_saysSo_andLeavesNoDraft() throws IOException {
        FileCheckpoints checkpoints = checkpoints();
        checkpoints.save(at(PLACE, 1));
        Path file = files().getFirst();
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> checkpoints.save(at(PLACE, 2)))
                .withMessageContaining("keep checkpoint in " + file.getParent()).withMessageContaining("wanted");
        assertThat(files()).containsExactly(file);
        assertThat(checkpoints.find(PLACE, DIGEST)).isEmpty();
    }

    @Test
    void claimed_isOneOwnersUntilReleased() {
        FileCheckpoints first = checkpoints();
        FileCheckpoints second = checkpoints();
        assertThat(first.claim(PLACE, DIGEST)).isTrue();
        assertThat(first.claim(PLACE, DIGEST)).isFalse();
        assertThat(second.claim(PLACE, DIGEST)).isFalse();
        assertThat(second.claim("elsewhere/app", DIGEST)).isTrue();
        second.release(PLACE, DIGEST);
        assertThat(second.claim(PLACE, DIGEST)).as("released by who did not have it").isFalse();
        first.release(PLACE, DIGEST);
        assertThat(second.claim(PLACE, DIGEST)).isTrue();
    }

    @Test
    void claimed_byAnotherProcess() throws Exception {
        FileCheckpoints checkpoints = checkpoints();
        checkpoints.claim(PLACE, DIGEST);
        assertThat(claimOfAnotherProcess()).isEqualTo("false");
        checkpoints.release(PLACE, DIGEST);
        assertThat(claimOfAnotherProcess()).isEqualTo("true");
        assertThat(checkpoints.claim(PLACE, DIGEST)).as("after the other has ended without a word").isTrue();
    }

    private String claimOfAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-cp", System.getProperty("java.class.path"), OtherProcess.class.getName(),
                cache.toString()).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Says whether it could claim, and ends without releasing. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) {
            System.out.print(
                    FileCheckpoints.ofUser(Map.of("XDG_CACHE_HOME", arguments[0])).claim(PLACE, DIGEST));
        }
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
