package dev.crossdock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Changes the code in a jar: one class says another version afterwards. */
final class ReplacedJar {
    private static final String CLASS = "dev/crossdock/cli/Version.class";
    private static final String NEW_VERSION = "9.9.9";
    private static final int COMMENT_MAXIMUM = 0xFFFF;

    private ReplacedJar() {}

    /** A new file with another length and another time takes the jar's name. */
    static void byAnother(Path jar, String version) throws IOException {
        Path other = jar.resolveSibling("other.tmp");
        Files.write(other, changed(jar, version, ""));
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A new file takes the jar's name, its length and its time. */
    static void byTwin(Path jar, String version) throws IOException {
        FileTime time = Files.getLastModifiedTime(jar);
        Path twin = jar.resolveSibling("twin.tmp");
        Files.write(twin, changedInSameLength(jar, version));
        Files.setLastModifiedTime(twin, time);
        Files.move(twin, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The bytes change in the same file; length and time stay. */
    static void inPlace(Path jar, String version) throws IOException {
        FileTime time = Files.getLastModifiedTime(jar);
        Files.write(jar, changedInSameLength(jar, version));
        Files.setLastModifiedTime(jar, time);
    }

    private static byte[] changedInSameLength(Path jar, String version) throws IOException {
        int missing = Math.toIntExact(Files.size(jar)) - changed(jar, version, "").length;
        assertThat(missing).as("bytes to fill up").isBetween(0, COMMENT_MAXIMUM);
        byte[] changed = changed(jar, version, "x".repeat(missing));
        assertThat(changed).hasSize(Math.toIntExact(Files.size(jar)));
        return changed;
    }

    /** Leaves out folders and what only Maven reads, so that there is room for a comment. */
    private static byte[] changed(Path jar, String version, String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile from = new ZipFile(jar.toFile()); ZipOutputStream to = new ZipOutputStream(bytes)) {
            to.setLevel(9);
            to.setComment(comment);
            List<? extends ZipEntry> entries = from.stream()
                    .filter(e -> !e.isDirectory() && !e.getName().startsWith("META-INF/maven")).toList();
            for (ZipEntry entry : entries) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(0);
                to.putNextEntry(copy);
                to.write(entry.getName().equals(CLASS) ? renamed(content, version) : content);
            }
        }
        return bytes.toByteArray();
    }

    /** The version is one constant of the class; another of the same length may take its place as it is. */
    private static byte[] renamed(byte[] content, String version) {
        assertThat(version).hasSameSizeAs(NEW_VERSION);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(version);
        return text.replace(version, NEW_VERSION).getBytes(StandardCharsets.ISO_8859_1);
    }
}
