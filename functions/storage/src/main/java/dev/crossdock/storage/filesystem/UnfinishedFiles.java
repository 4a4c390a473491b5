package dev.crossdock.storage.filesystem;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.regex.Pattern;

/** Finds the files that writers left unfinished. A session's file has no random part in its name, and is none of them. */
final class UnfinishedFiles extends SimpleFileVisitor<Path> {
    private static final Pattern NAME = Pattern.compile(".+\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

    private final Instant before;
    private int count;

    UnfinishedFiles(Instant before) {
        this.before = before;
    }

    int discard(Path root) throws IOException {
        Files.walkFileTree(root, this);
        return count;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (NAME.matcher(String.valueOf(file.getFileName())).matches() && attributes.isRegularFile()
                && attributes.lastModifiedTime().toInstant().isBefore(before) && Files.deleteIfExists(file)) {
            count++;
        }
        return FileVisitResult.CONTINUE;
    }

    /** Others delete meanwhile. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
