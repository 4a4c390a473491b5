package dev.crossdock.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
}
