package dev.crossdock.cli.copy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of {@code copy --resume}: one small file each, for its owner alone, under the user's cache folder. Of
 * several processes one at a time has a checkpoint: it holds a lock on the byte of one lock file that the checkpoint's
 * name leads to, which is free again when the process ends, however it ends. The lock file is never removed: whoever
 * locked a removed one would be alone with it.
 */
final class FileCheckpoints implements Checkpoints {
    /** Below, a person hardly notices that a blob starts again. */
    static final long LEAST_BLOB = 64L << 20;
    /** Registries forget uploads: distribution after a week. */
    static final Duration LONGEST_KEPT = Duration.ofDays(7);
    private static final String ENDING = ".checkpoint";
    private static final String DRAFT_ENDING = ".new";
    /** A draft is written within moments: an older one is of a process that was killed just then. */
    static final Duration LONGEST_DRAFT = Duration.ofHours(1);
    private static final int MAXIMUM_BYTES = 64 << 10;
    /** Of the name's hash: what a file offset has room for. Two that meet by chance only exclude each other. */
    private static final int HEX_OF_LOCK = 15;

    private final Path folder;
    /** Open as long as the process lives: closing any channel of a file lets go of all locks on it. */
    private final FileChannel locks;
    private final Map<Path, FileLock> claims = new ConcurrentHashMap<>();

    /** Makes the folder, and removes from it what is too old to be of use. */
    FileCheckpoints(Path folder, Instant now) {
        this.folder = folder;
        try {
            Files.createDirectories(folder, attributes(folder, "rwx------"));
            prune(now);
            this.locks = FileChannel.open(folder.resolveSibling(folder.getFileName() + ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(folder, "rw-------"));
        } catch (DirectoryIteratorException e) {
            throw cannotKeep(new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    private UncheckedIOException cannotKeep(IOException e) {
        return new UncheckedIOException(
                "keep checkpoint in %s: got %s: %s, wanted a folder with room that can be written: name one by XDG_CACHE_HOME"
                        .formatted(folder, e.getClass().getSimpleName(), e.getMessage()),
                e);
    }

    /** {@code $XDG_CACHE_HOME/crossdock/uploads}, or the same below {@code ~/.cache}. */
    static FileCheckpoints ofUser(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() || !Path.of(cache).isAbsolute()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache")
                : Path.of(cache);
        return new FileCheckpoints(base.resolve("crossdock").resolve("uploads"), Instant.now());
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    private void prune(Instant now) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Duration longest = file.toString().endsWith(DRAFT_ENDING) ? LONGEST_DRAFT : LONGEST_KEPT;
                prune(file, now.minus(longest));
            }
        }
    }

    private static void prune(Path file, Instant before) throws IOException {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Another process has renamed its draft, or removed what it had no more use for.
        }
    }

    /** The target's name may hold what a file's name may not. */
    private Path file(String place, Digest blob) {
        return folder.resolve(
                Digest.sha256((place + " " + blob).getBytes(StandardCharsets.UTF_8)).hex() + ENDING);
    }

    @Override
    public long leastBlob() {
        return LEAST_BLOB;
    }

    @Override
    public boolean claim(String place, Digest blob) {
        Path file = file(place, blob);
        long position = Long.parseLong(file.getFileName().toString().substring(0, HEX_OF_LOCK), 16);
        try {
            FileLock lock = locks.tryLock(position, 1, false);
            if (lock != null) {
                claims.put(file, lock);
            }
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // it is held by this very process
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    @Override
    public void release(String place, Digest blob) {
        FileLock lock = claims.remove(file(place, blob));
        try {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            // It is free when the process ends.
        }
    }

    @Override
    public Optional<Checkpoint> find(String place, Digest blob) {
        Path file = file(place, blob);
        Properties properties = new Properties();
        try {
            if (!Files.exists(file) || Files.size(file) > MAXIMUM_BYTES) {
                return Optional.empty();
            }
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            return Optional.of(new Checkpoint(place,
                    new Descriptor(text(properties, "mediaType"), blob, Long.parseLong(text(properties, "size"))),
                    text(properties, "address"),
                    new Hasher.State(text(properties, "format"), Long.parseLong(text(properties, "offset")),
                            Base64.getDecoder().decode(text(properties, "hash")))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // of another version, or damaged: the blob starts again
        }
    }

    private static String text(Properties properties, String name) {
        @Nullable
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    @Override
    public void save(Checkpoint checkpoint) {
        Descriptor blob = checkpoint.blob();
        Properties properties = new Properties();
        properties.setProperty("mediaType", blob.mediaType());
        properties.setProperty("size", Long.toString(blob.size()));
        properties.setProperty("address", checkpoint.address());
        properties.setProperty("format", checkpoint.hash().format());
        properties.setProperty("offset", Long.toString(checkpoint.offset()));
        properties.setProperty("hash", Base64.getEncoder().encodeToString(checkpoint.hash().encoded()));
        Path file = file(checkpoint.place(), blob.digest());
        try {
            write(file, properties);
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    /** Whole or not at all: a process may be killed while it writes. */
    private void write(Path file, Properties properties) throws IOException {
        Path draft = Files.createTempFile(folder, "", DRAFT_ENDING, attributes(file, "rw-------"));
        try {
            try (Writer writer = Files.newBufferedWriter(draft)) {
                properties.store(writer, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    @Override
    public void remove(String place, Digest blob) {
        try {
            Files.deleteIfExists(file(place, blob));
        } catch (IOException e) {
            // It is too old one day; until then the target says that its upload is gone.
        }
    }
}
