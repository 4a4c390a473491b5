package dev.crossdock.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedTest {
    @TempDir
    Path folder;
    private final AtomicInteger readings = new AtomicInteger();

    private boolean isUnreadable;

    private Watched<String> watched(Path... files) throws IOException {
        return watched(Watched.RETRY, files);
    }

    private Watched<String> watched(Duration retry, Path... files) throws IOException {
        return new Watched<>(List.of(files), () -> {
            readings.incrementAndGet();
            StringBuilder text = new StringBuilder();
            for (Path file : files) {
                text.append(new String(Watched.bytes("file", file), StandardCharsets.UTF_8));
            }
            if (isUnreadable || text.indexOf("broken") >= 0) {
                throw new UnusableFileException("broken");
            }
            return text.toString();
        }, retry);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Older than any step of a file system's clock. */
    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    @Test
    void unchangedFile_isReadOnce() throws IOException {
        Path file = write("a", "one");
        age(file);
        Watched<String> watched = watched(file);

        for (int i = 0; i < 10; i++) {
            assertThat(watched.current()).isEqualTo("one");
        }

        assertThat(readings).hasValue(1);
    }

    @Test
    void changedFile_isReadAgain() throws IOException {
        Path first = write("a", "one");
        Path second = write("b", "two");
        Watched<String> watched = watched(first, second);

        write("b", "three");
        assertThat(watched.current()).isEqualTo("onethree");

        Path next = write("next", "four");
        Files.move(next, first, StandardCopyOption.REPLACE_EXISTING);
        assertThat(watched.current()).isEqualTo("fourthree");
    }

    /** As a file system with a coarse clock shows it: same size, same time, other bytes. */
    @Test
    void changeWithinOneStepOfTheClock_isSeenOnceTheStepIsOver() throws IOException {
        Path file = write("a", "one");
        FileTime time = FileTime.from(Instant.now());
        Files.setLastModifiedTime(file, time);
        Watched<String> watched = watched(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        Awaitility.await().untilAsserted(() -> assertThat(watched.current()).isEqualTo("two"));
    }

    @Test
    void brokenOrMissingFile_leavesWhatWas() throws IOException {
        Path file = write("a", "one");
        Watched<String> watched = watched(file);

        write("a", "broken");
        assertThat(watched.current()).isEqualTo("one");
        Files.delete(file);
        assertThat(watched.current()).isEqualTo("one");
        write("a", "two");
        assertThat(watched.current()).isEqualTo("two");
    }

    @Test
    void brokenFile_isNotReadEachTime() throws IOException {
        Path file = write("a", "one");
        Watched<String> watched = watched(Duration.ofDays(1), file);
        write("a", "broken");
        age(file);

        for (int i = 0; i < 10; i++) {
            assertThat(watched.current()).isEqualTo("one");
        }

        assertThat(readings).hasValue(2);
    }

    /** A server of files that was away, or rights that were set late: neither leaves a trace on the file. */
    @Test
    void fileThatOnceCouldNotBeRead_isReadOnceItCan() throws IOException {
        Path file = write("a", "one");
        Watched<String> watched = watched(Duration.ZERO, file);
        write("a", "three");
        age(file);
        isUnreadable = true;
        assertThat(watched.current()).isEqualTo("one");

        isUnreadable = false;
        assertThat(watched.current()).isEqualTo("three");
        int read = readings.get();
        assertThat(watched.current()).isEqualTo("three");
        assertThat(readings).hasValue(read);
    }

    @Test
    void firstReading_hasToWork() throws IOException {
        Path file = write("a", "broken");

        assertThatThrownBy(() -> watched(file)).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> watched(folder.resolve("none"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> watched(folder)).hasMessageContaining(folder.toString());
        Path large = Files.write(folder.resolve("large"), new byte[Watched.MAXIMUM_BYTES + 1]);
        assertThatThrownBy(() -> watched(large)).hasMessageContaining("at most");
    }
}
