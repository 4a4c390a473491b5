package dev.crossdock.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Directories whose entries outlast a loss of power. A file's name is durable once its directory has been synced, and a
 * new directory's once its parent has been; a thread that finds a directory that another made a moment ago may not rely
 * on that thread's sync, so the fresh ones are remembered until their parents have been synced.
 */
final class DurableTree {
    private final Path root;
    private final Set<Path> fresh = ConcurrentHashMap.newKeySet();

    DurableTree(Path root) {
        this.root = root;
    }

    /** Moves a file into place, replacing what is there, and makes the directories that are missing. */
    void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (!Files.exists(from)) {
                throw e;
            }
            create(parent(to));
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Makes the directory and its parents where they are missing, not yet durably. */
    void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (!directory.equals(root)) {
            create(parent(directory));
        }
        fresh.add(directory);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Makes the entries of a directory durable, and the directory's own way up to the root. */
    void sync(Path directory) throws IOException {
        force(directory);
        for (Path here = directory; !here.equals(root); here = parent(here)) {
            if (fresh.contains(here)) {
                force(parent(here));
                fresh.remove(here);
            }
        }
    }

    /** Deletes the file, or the directory and all beneath it, not yet durably. */
    void delete(Path place) throws IOException {
        Files.walkFileTree(place, new Removal());
    }

    /** How many directories wait for their parents to be synced. */
    int waiting() {
        return fresh.size();
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }

    /** Deletes what it visits, the deepest first. */
    private final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        /** Forgotten first: once it is gone, another thread may make it anew, and has to have that remembered. */
        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            boolean wasFresh = fresh.remove(directory);
            try {
                Files.delete(directory);
            } catch (IOException kept) {
                if (wasFresh) {
                    fresh.add(directory);
                }
                throw kept;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
