package dev.crossdock.registry.content.names;

import dev.crossdock.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Asks the storage of many things, several at a time, since each may be a request. */
public final class Spread {
    /** How many are asked of at a time. */
    static final int WIDTH = 16;
    /** With fewer, the asking is not spread. */
    private static final int SPREAD = 64;

    private Spread() {}

    /** Those that fit, in their order; throws what the asking throws. */
    public static <T> List<T> fitting(List<T> all, Predicate<T> fits) {
        if (all.size() < SPREAD) {
            return all.stream().filter(fits).toList();
        }
        List<Callable<List<T>>> parts = new ArrayList<>();
        int size = Math.ceilDiv(all.size(), WIDTH);
        for (int from = 0; from < all.size(); from += size) {
            List<T> part = all.subList(from, Math.min(all.size(), from + size));
            parts.add(() -> part.stream().filter(fits).toList());
        }
        return joined(parts);
    }

    private static <T> List<T> joined(List<Callable<List<T>>> parts) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> found = new ArrayList<>();
            for (Future<List<T>> part : threads.invokeAll(parts)) {
                found.addAll(part.get());
            }
            return found;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StorageException failure ? failure : failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private static StorageException failed(Throwable cause) {
        return new StorageException("look for several: " + cause, cause);
    }
}
