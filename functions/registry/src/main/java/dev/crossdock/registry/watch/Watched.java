package dev.crossdock.registry.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files say, read again by the first who asks after they have changed. To ask costs one stat per file. Where the
 * new files cannot be read, what the old ones said stays, and the log says so once per change; they are tried again now and
 * then, since what kept them from being read may pass without a trace.
 */
// tidy: public a tool of several rooms of the registry
public final class Watched<T> {
    /** The largest file, in bytes. */
    public static final int MAXIMUM_BYTES = 4 << 20;
    /** File systems count time in steps: a file so young may change once more and look the same. */
    static final Duration STEP = Duration.ofSeconds(2);

    /** How long after a reading that failed the next is tried. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final List<Path> files;
    private final Loader<T> loader;
    private final Duration retry;
    private volatile Reading<T> reading;

    /** Reads what the files say. */
    @FunctionalInterface
    public interface Loader<T> {
        /** Throws where they cannot be used, with a message that names the file. */
        T load() throws IOException;
    }

    /** How a file looks from outside; empty where it is not there. */
    private record Stamp(Optional<Object> key, FileTime modified, long size) {
        private static final Stamp ABSENT = new Stamp(Optional.empty(), FileTime.fromMillis(0), -1);

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(Optional.ofNullable(attributes.fileKey()), attributes.lastModifiedTime(),
                        attributes.size());
            } catch (IOException e) {
                return ABSENT;
            }
        }

        boolean isYoung(Instant now) {
            return modified.toInstant().plus(STEP).isAfter(now);
        }
    }

    /** What was read, or had been before a reading failed: then at a time by {@link System#nanoTime}. */
    private record Reading<T>(T value, List<Stamp> stamps, boolean isFinal, Optional<Long> failed) {
        boolean isDue(Duration retry) {
            return failed.filter(time -> System.nanoTime() - time >= retry.toNanos()).isPresent();
        }
    }

    /** Reads the files for the first time; throws what the loader throws. */
    public Watched(List<Path> files, Loader<T> loader) throws IOException {
        this(files, loader, RETRY);
    }

    Watched(List<Path> files, Loader<T> loader, Duration retry) throws IOException {
        this.files = List.copyOf(files);
        this.loader = loader;
        this.retry = retry;
        List<Stamp> stamps = stamps();
        this.reading = new Reading<>(loader.load(), stamps, isFinal(stamps), Optional.empty());
    }

    /** What the files say now, or said when they could last be read. */
    public T current() {
        Reading<T> known = reading;
        List<Stamp> stamps = stamps();
        boolean isSame = known.stamps.equals(stamps);
        boolean isKnown = isSame && (known.isFinal || !isFinal(stamps)) && !known.isDue(retry);
        return isKnown ? known.value : again();
    }

    private synchronized T again() {
        Reading<T> known = reading;
        List<Stamp> stamps = stamps();
        boolean isSame = known.stamps.equals(stamps);
        if (isSame && known.isFinal && !known.isDue(retry)) {
            return known.value;
        }
        T value = known.value;
        Optional<Long> failed = Optional.empty();
        try {
            value = loader.load();
            if (!isSame || known.failed.isPresent()) {
                LOG.info("{}: changed, and read again", files);
            }
        } catch (IOException | RuntimeException e) {
            failed = Optional.of(System.nanoTime());
            if (!isSame) {
                LOG.error("{}; what was read before stays in force", e.getMessage());
            }
        }
        reading = new Reading<>(value, stamps, isFinal(stamps), failed);
        return value;
    }

    private List<Stamp> stamps() {
        return files.stream().map(Stamp::of).toList();
    }

    private static boolean isFinal(List<Stamp> stamps) {
        Instant now = Instant.now();
        return stamps.stream().noneMatch(stamp -> stamp.isYoung(now));
    }

    /** The whole of a file; throws where there is none, or too large a one. */
    public static byte[] bytes(String what, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
            if (bytes.length > MAXIMUM_BYTES) {
                throw new UnusableFileException("%s %s: wanted at most %d bytes".formatted(what, file, MAXIMUM_BYTES));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UnusableFileException("%s %s: there is no such file".formatted(what, file), e);
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException("%s %s: cannot be read: %s".formatted(what, file, e), e);
        }
    }
}
