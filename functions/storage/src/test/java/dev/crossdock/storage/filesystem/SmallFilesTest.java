package dev.crossdock.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFilesTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;
    private Path file;
    private final SmallFiles small = new SmallFiles(Clock.systemUTC());

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("link");
        write(file, "one");
    }

    private static void write(Path place, String text) throws IOException {
        Files.writeString(place, text);
        Files.setLastModifiedTime(place, LONG_AGO);
    }

    private String load() throws IOException {
        return new String(small.load(file, Files.readAttributes(file, BasicFileAttributes.class)),
                StandardCharsets.UTF_8);
    }

    @Test
    void unchanged_isReadOnce() throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        small.load(file, seen)[0] = 'x';
        Files.delete(file);

        assertThat(small.load(file, seen)).asString(StandardCharsets.UTF_8).isEqualTo("one");
    }

    @Test
    void replacedByAnother_ofTheSameSizeAndTime_isReadAnew() throws IOException {
        assertThat(load()).isEqualTo("one");
        Path other = folder.resolve("other");
        write(other, "two");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(load()).isEqualTo("two");
    }

    @Test
    void writtenInItsPlace_isReadAnew() throws IOException {
        assertThat(load()).isEqualTo("one");
        Files.writeString(file, "two");
        assertThat(load()).isEqualTo("two");
        Files.writeString(file, "");
        assertThat(load()).isEmpty();
    }

    @Test
    void young_isNotRemembered_sinceItsTimeDoesNotTellWhetherItWasWrittenAgain() throws IOException {
        FileTime justNow = FileTime.from(Instant.now());
        Files.setLastModifiedTime(file, justNow);
        assertThat(load()).isEqualTo("one");
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, justNow);

        assertThat(load()).isEqualTo("two");
    }
}
