package dev.crossdock.storage.filesystem;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Keeps objects as files beneath a root that this process owns. An object is written to a {@code .tmp} file beside its
 * place, synced, renamed into place, and its directory synced.
 */
public final class FilesystemDriver implements StorageDriver {
    private static final String UNFINISHED = ".tmp";

    private final Path root;
    private final RootLock lock;
    private final DurableTree tree;
    private final SmallFiles small = new SmallFiles(Clock.systemUTC());

    private FilesystemDriver(Path root, RootLock lock) {
        this.root = root;
        this.lock = lock;
        this.tree = new DurableTree(root);
    }

    /** Takes the root, and makes the directory where it is missing; throws where another process has it. */
    public static FilesystemDriver open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        return new FilesystemDriver(absolute, RootLock.take(absolute));
    }

    @Override
    public Optional<byte[]> load(StoragePath path, int limit) {
        Path file = place(path);
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (!found.isRegularFile() || isUnfinished(file)) {
                return Optional.empty();
            }
            if (found.size() > limit) {
                throw new StorageException("load %s: it has %d bytes, wanted at most %d".formatted(file, found.size(),
                        limit));
            }
            return Optional.of(small.load(file, found));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            throw failed("load", path, e);
        }
    }

    @Override
    public Optional<StoredBody> read(StoragePath path, long offset, long length) {
        Path file = place(path);
        if (isUnfinished(file) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(body(FileChannel.open(file, StandardOpenOption.READ), offset, length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    private static StoredBody body(FileChannel channel, long offset, long length) throws IOException {
        try {
            long size = channel.size();
            long from = Math.min(offset, size);
            return new StoredBody.FileBody(channel, from, Math.min(length, size - from));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void write(StoragePath path, byte[] bytes, Durability durability) {
        Path place = place(path);
        Path unfinished = unfinished(place);
        try {
            fill(unfinished, bytes, durability);
            tree.rename(unfinished, place);
            if (durability == Durability.SYNCED) {
                tree.sync(DurableTree.parent(place));
            }
        } catch (IOException e) {
            discard(unfinished, e);
            throw failed("write", path, e);
        }
    }

    @Override
    public boolean putIfAbsent(StoragePath path, byte[] bytes) {
        Path place = place(path);
        Path unfinished = unfinished(place);
        try {
            fill(unfinished, bytes, Durability.SYNCED);
            Files.createLink(place, unfinished);
            Files.delete(unfinished);
            tree.sync(DurableTree.parent(place));
            return true;
        } catch (FileAlreadyExistsException e) {
            discard(unfinished, e);
            return false;
        } catch (IOException e) {
            discard(unfinished, e);
            throw failed("create", path, e);
        }
    }

    @Override
    public AppendSession append(StoragePath session) {
        Path place = place(session);
        return new FileAppendSession(place.resolveSibling(place.getFileName() + UNFINISHED), tree, this::place);
    }

    @Override
    public List<String> list(StoragePath path, String after, int limit) {
        int most = Math.min(limit, MAXIMUM_LISTED);
        TreeSet<String> first = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place(path))) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.compareTo(after) > 0 && !isUnfinished(entry)) {
                    first.add(name);
                }
                if (first.size() > most) {
                    first.pollLast();
                }
            }
            return List.copyOf(first);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("list", path, e);
        }
    }

    @Override
    public Optional<StoredStat> stat(StoragePath path) {
        Path place = place(path);
        try {
            BasicFileAttributes found = Files.readAttributes(place, BasicFileAttributes.class);
            if (found.isDirectory()) {
                return Optional.of(new StoredStat(StoredStat.Kind.TREE, 0, found.lastModifiedTime().toInstant()));
            }
            return isUnfinished(place)
                    ? Optional.empty()
                    : Optional.of(new StoredStat(StoredStat.Kind.OBJECT, found.size(),
                            found.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(place)) {
                return Optional.empty();
            }
            throw failed("look at", path, e);
        }
    }

    @Override
    public void move(StoragePath from, StoragePath to) {
        try {
            Path place = place(to);
            tree.rename(place(from), place);
            tree.sync(DurableTree.parent(place));
            tree.sync(DurableTree.parent(place(from)));
        } catch (IOException e) {
            throw failed("move to " + to + " from", from, e);
        }
    }

    @Override
    public boolean delete(StoragePath path, Durability durability) {
        Path place = place(path);
        try {
            tree.delete(place);
            if (durability == Durability.SYNCED) {
                tree.sync(DurableTree.parent(place));
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failed("delete", path, e);
        }
    }

    @Override
    public int discardUnfinished(Instant before) {
        try {
            return new UnfinishedFiles(before).discard(root);
        } catch (IOException e) {
            throw new StorageException("look for unfinished files in %s: %s".formatted(root, e), e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    private void fill(Path unfinished, byte[] bytes, Durability durability) throws IOException {
        tree.create(DurableTree.parent(unfinished));
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (durability == Durability.SYNCED) {
                channel.force(true);
            }
        }
    }

    private static void discard(Path unfinished, IOException reason) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private Path place(StoragePath path) {
        return root.resolve(path.text());
    }

    private static Path unfinished(Path place) {
        return place.resolveSibling(place.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
    }

    /** A directory may well have such a name: a tag may. */
    private static boolean isUnfinished(Path place) {
        return place.toString().endsWith(UNFINISHED) && !Files.isDirectory(place);
    }

    private StorageException failed(String action, StoragePath path, IOException cause) {
        return new StorageException("%s %s: %s".formatted(action, place(path), cause), cause);
    }
}
