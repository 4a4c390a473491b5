package dev.crossdock.registry.collect;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Objects in memory, with no directories, as a bucket has; and a hand to age them. */
final class MemoryDriver implements StorageDriver {
    private static final Pattern HOUR = Pattern.compile("(?<=/intents/)[0-9]{10}(?=/)");

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private boolean isFull;

    @SuppressWarnings("ArrayRecordComponent") // copied in and out
    private record Entry(byte[] bytes, Instant modified) {}

    /** Another storage of the same content. */
    synchronized MemoryDriver copy() {
        MemoryDriver copy = new MemoryDriver();
        copy.entries.putAll(entries);
        return copy;
    }

    /** Makes everything that is there so much older, by its name too where that is an hour. */
    synchronized void age(Duration by) {
        TreeMap<String, Entry> older = new TreeMap<>();
        entries.forEach((path, entry) -> older.put(HOUR.matcher(path).replaceFirst(
                hour -> "%010d".formatted(Long.parseLong(hour.group()) - by.toHours())),
                new Entry(entry.bytes, entry.modified.minus(by))));
        entries.clear();
        entries.putAll(older);
    }

    /** From now on nothing can be written. */
    synchronized void fill() {
        isFull = true;
    }

    private void takeRoom(StoragePath path) {
        if (isFull) {
            throw new StorageException("write " + path + ": No space left on device");
        }
    }

    synchronized List<String> paths() {
        return List.copyOf(entries.keySet());
    }

    @Override
    public synchronized Optional<byte[]> load(StoragePath path, int limit) {
        Entry entry = entries.get(path.text());
        if (entry != null && entry.bytes.length > limit) {
            throw new StorageException("load " + path + ": too large");
        }
        return Optional.ofNullable(entry).map(it -> it.bytes.clone());
    }

    @Override
    public synchronized Optional<StoredBody> read(StoragePath path, long offset, long length) {
        return Optional.ofNullable(entries.get(path.text())).map(entry -> {
            int from = (int) Math.min(offset, entry.bytes.length);
            byte[] part = Arrays.copyOfRange(entry.bytes, from,
                    (int) Math.min(entry.bytes.length, from + Math.min(length,
                            Integer.MAX_VALUE / 2)));
            return new StoredBody.StreamBody(new ByteArrayInputStream(part), part.length);
        });
    }

    @Override
    public synchronized void write(StoragePath path, byte[] bytes, Durability durability) {
        takeRoom(path);
        entries.put(path.text(), new Entry(bytes.clone(), Instant.now()));
    }

    @Override
    public synchronized boolean putIfAbsent(StoragePath path, byte[] bytes) {
        takeRoom(path);
        return entries.putIfAbsent(path.text(), new Entry(bytes.clone(), Instant.now())) == null;
    }

    @Override
    public AppendSession append(StoragePath session) {
        return new Session(session);
    }

    @Override
    public synchronized List<String> list(StoragePath path, String after, int limit) {
        String prefix = path.text() + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String key : entries.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            names.add(key.substring(prefix.length()).replaceFirst("/.*", ""));
        }
        return names.tailSet(after, false).stream().limit(limit).toList();
    }

    @Override
    public synchronized Optional<StoredStat> stat(StoragePath path) {
        Entry entry = entries.get(path.text());
        if (entry != null) {
            return Optional.of(new StoredStat(StoredStat.Kind.OBJECT, entry.bytes.length, entry.modified));
        }
        String key = entries.higherKey(path.text() + "/");
        return key != null && key.startsWith(path.text() + "/")
                ? Optional.of(new StoredStat(StoredStat.Kind.TREE, 0, Instant.EPOCH))
                : Optional.empty();
    }

    @Override
    public synchronized void move(StoragePath from, StoragePath to) {
        Entry entry = entries.remove(from.text());
        if (entry == null) {
            throw new StorageException("move " + from + ": it is not there");
        }
        entries.put(to.text(), entry);
    }

    @Override
    public synchronized boolean delete(StoragePath path, Durability durability) {
        return entries.keySet().removeIf(key -> key.equals(path.text()) || key.startsWith(path.text() + "/"));
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    /** As on a file system, the time of the object is that of the last byte, not of its commit. */
    private final class Session implements AppendSession {
        private final StoragePath place;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Instant modified = Instant.now();

        Session(StoragePath place) {
            this.place = place;
            load(place, Integer.MAX_VALUE).ifPresent(bytes::writeBytes);
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public void write(ByteBuffer more) {
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            bytes.writeBytes(copy);
            modified = Instant.now();
        }

        @Override
        public StoredBody written() {
            return new StoredBody.StreamBody(new ByteArrayInputStream(bytes.toByteArray()), bytes.size());
        }

        @Override
        public void commit(StoragePath target) {
            synchronized (MemoryDriver.this) {
                entries.put(target.text(), new Entry(bytes.toByteArray(), modified));
            }
        }

        @Override
        public void revert() {
            bytes.reset();
        }

        @Override
        public void cancel() {
            delete(place, Durability.RELAXED);
        }

        @Override
        public void close() {
            // Sessions of these tests have one holder.
        }
    }
}
