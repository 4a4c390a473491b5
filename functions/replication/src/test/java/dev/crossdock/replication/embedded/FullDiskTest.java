package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.plan.Rules;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.upload.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full while a copy runs: in a process of its own, of which no file may grow from the first upload on, until
 * all blobs are in the target.
 */
@Timeout(120)
class FullDiskTest {
    private static final Picture IMAGE = Images.image("a", 3);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init") // By JUnit.
    Path folder;

    @Test
    void fullWhileBlobsMove_theCopyEndsRightOnceThereIsRoom() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder,
                "-cp", System.getProperty("java.class.path"), Copying.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(said.lines()).as(said).contains("there was no room", "arrived early false", "arrived true",
                    "checkpoint absent",
                    "published once true");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crossdock.db"));
                var statement = database.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1)).isEqualTo("ok");
        }
    }

    /** The process. */
    static final class Copying {
        private Copying() {}

        public static void main(String[] arguments) {
            try (SqliteState state = SqliteState.open(Path.of(arguments[0]), InstantSource.system());
                    World world = new World(InstantSource.system(), state.ledger(), new Rules(List.of()))) {
                world.app().push("v1", IMAGE);
                world.eu.before(Verb.STREAM, () -> room("0"));
                state.queue().send(List.of(new Queue.Outgoing(new Message.Request(World.FROM, Optional.of(World.TO),
                        Optional.empty(), Message.Trail.UNASKED), Optional.empty())));
                Steps steps = new Steps(world.plan, world.copy, world.publish);
                try (Workers _ = new Workers(state.queue(), steps, world.context, 2)) {
                    await().atMost(SOON).until(
                            () -> IMAGE.blobs().keySet().stream().allMatch(blob -> world.mirror().has(blob)));
                    System.out.println(keeps(state) ? "there was room" : "there was no room");
                    System.out.println("arrived early " + world.mirror().tagged("v1").isPresent());
                    room("unlimited");
                    await().atMost(SOON).until(() -> List.of(Step.values()).stream()
                            .allMatch(step -> state.queue().depth(step) == 0));
                }
                System.out.println("arrived " + world.mirror().tagged("v1").equals(Optional.of(IMAGE.digest())));
                System.out.println("checkpoint " + (state.checkpoints().find("eu", IMAGE.blob(0).digest()).isPresent()
                        ? "present"
                        : "absent"));
                System.out.println("published once " + (world.heard.outcomes().size() == 1));
            }
        }

        private static boolean keeps(SqliteState state) {
            Hasher hasher = Hasher.resumable(DigestAlgorithm.SHA256);
            try {
                state.checkpoints().save(new Checkpoint("eu", IMAGE.blob(0), "address", hasher.state().orElseThrow()));
                return true;
            } catch (StateException e) {
                return false;
            }
        }

        /** How many bytes a file of this process may have. */
        private static void room(String bytes) {
            try {
                Process change = new ProcessBuilder("prlimit", "--pid", String.valueOf(ProcessHandle.current().pid()),
                        "--fsize=" + bytes + ":").inheritIO().start();
                if (change.waitFor() != 0) {
                    throw new IllegalStateException("prlimit failed");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
