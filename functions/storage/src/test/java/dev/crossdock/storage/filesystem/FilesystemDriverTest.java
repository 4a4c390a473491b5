package dev.crossdock.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageDriverContract;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemDriverTest extends StorageDriverContract {
    private static final StoragePath OBJECT = new StoragePath("a/object");

    @TempDir
    private Path root;

    @Override
    protected StorageDriver open() {
        return FilesystemDriver.open(root.resolve("root"));
    }

    @Test
    void open_rootInUse_isRefusedNamingItsHolder() {
        assertThatThrownBy(this::open).isInstanceOf(StorageException.class)
                .hasMessageContaining(root.resolve("root").toString())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    @Test
    void open_rootInUseByAnotherProcess_isRefusedNamingItsHolder(@TempDir Path taken) throws Exception {
        Process holder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), taken.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(holder.inputReader(UTF_8).readLine()).isEqualTo("taken");

            assertThatThrownBy(() -> FilesystemDriver.open(taken)).isInstanceOf(StorageException.class)
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        FilesystemDriver.open(taken).close();
    }

    /** Takes a root, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            FilesystemDriver.open(Path.of(args[0]));
            System.out.println("taken");
            Thread.currentThread().join();
        }
    }

    @Test
    void open_rootThatIsAFile_isRefused(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FilesystemDriver.open(file)).isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("wanted a directory");
    }

    @Test
    void leftoversOfACrash_areNeitherListedNorRead(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/object.0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11.tmp"), "half");
        Files.writeString(folder.resolve("a/whole"), "whole");
        try (StorageDriver driver = FilesystemDriver.open(folder)) {
            assertThat(driver.list(new StoragePath("a"), "", 10)).containsExactly("whole");
            assertThat(driver.load(new StoragePath("a/object.0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11.tmp"), 10))
                    .isEmpty();
        }
    }

    @Test
    void directoryWithSuchAName_isListed(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("tags/v1.tmp/current"));
        try (StorageDriver driver = FilesystemDriver.open(folder)) {
            driver.write(new StoragePath("tags/v1.tmp/current/link"), "x".getBytes(UTF_8), Durability.SYNCED);

            assertThat(driver.list(new StoragePath("tags"), "", 10)).containsExactly("v1.tmp");
            assertThat(driver.stat(new StoragePath("tags/v1.tmp"))).isPresent();
        }
    }

    @Test
    void write_thatFails_leavesNothingBehind(@TempDir Path folder) throws IOException {
        try (StorageDriver driver = FilesystemDriver.open(folder)) {
            driver.write(OBJECT.resolve("child"), new byte[1], Durability.SYNCED);

            assertThatThrownBy(() -> driver.write(OBJECT, new byte[1], Durability.SYNCED))
                    .isInstanceOf(StorageException.class).hasMessageStartingWith("write " + folder);
        }
        assertThat(names(folder.resolve("a"))).containsExactly("object");
    }

    @Test
    void write_beneathAnObject_saysSo(@TempDir Path folder) {
        try (StorageDriver driver = FilesystemDriver.open(folder)) {
            driver.write(OBJECT, new byte[1], Durability.SYNCED);

            assertThatThrownBy(() -> driver.write(OBJECT.resolve("child"), new byte[1], Durability.SYNCED))
                    .isInstanceOf(StorageException.class).hasMessageContaining("a/object/child");
        }
    }

    @Test
    void writes_inTheSameNewDirectories_byManyAtOnce(@TempDir Path folder) throws Exception {
        try (StorageDriver driver = FilesystemDriver.open(folder);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> writes = IntStream.range(0, 64).<Future<?>>mapToObj(i -> threads.submit(() -> driver.write(
                    new StoragePath("deep/%d/er/%d".formatted(i % 4, i)), new byte[1], Durability.SYNCED))).toList();
            for (Future<?> write : writes) {
                write.get();
            }
            assertThat(driver.list(new StoragePath("deep/3/er"), "", 100)).hasSize(16);
        }
        assertThat(leftovers(folder)).isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    private static List<Path> leftovers(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }
}
