package dev.crossdock.registry.content.names;

import dev.crossdock.image.Tag;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Reads a page of a repository's tags. A directory may be left of a tag whose deletion or first push was cut off, so its
 * pointer is looked for: for the names of the page alone, and several at a time, since each may be a request.
 */
public record TagWalk(StorageDriver driver, StoragePath tags) implements NameWalk {
    /** How many pointers are looked for at a time. */
    static final int WIDTH = 16;
    private static final String POINTER = "current/link";
    /** With fewer names, the looking is not spread. */
    private static final int SPREAD = 64;

    @Override
    public List<String> after(String after, int limit) {
        List<String> found = new ArrayList<>();
        String reached = after;
        while (found.size() < limit) {
            int asked = limit - found.size();
            List<String> names = driver.list(tags, reached, asked);
            existing(valid(names).toList()).forEach(found::add);
            if (names.size() < Math.min(asked, StorageDriver.MAXIMUM_LISTED)) {
                return found;
            }
            reached = names.getLast();
        }
        return found;
    }

    /** Names that are no tags are not ours to judge, and left out. */
    public static Stream<Tag> valid(List<String> names) {
        return names.stream().flatMap(TagWalk::tag);
    }

    private static Stream<Tag> tag(String name) {
        try {
            return Stream.of(new Tag(name));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private Stream<String> existing(List<Tag> found) {
        if (found.size() < SPREAD) {
            return found.stream().filter(this::exists).map(Tag::name);
        }
        List<Callable<Stream<String>>> parts = new ArrayList<>();
        int size = Math.ceilDiv(found.size(), WIDTH);
        for (int from = 0; from < found.size(); from += size) {
            List<Tag> part = found.subList(from, Math.min(found.size(), from + size));
            parts.add(() -> part.stream().filter(this::exists).map(Tag::name).toList().stream());
        }
        return all(parts);
    }

    private Stream<String> all(List<Callable<Stream<String>>> parts) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream<String> names = Stream.empty();
            for (Future<Stream<String>> part : threads.invokeAll(parts)) {
                names = Stream.concat(names, part.get());
            }
            return names;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StorageException failure ? failure : failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private StorageException failed(Throwable cause) {
        return new StorageException("list %s: %s".formatted(tags, cause), cause);
    }

    private boolean exists(Tag tag) {
        return driver.stat(tags.resolve(tag.name()).resolve(POINTER)).isPresent();
    }
}
