package dev.crossdock.registry.collect;

import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The names beneath a path, listed page by page as they are asked for. */
record Names(StorageDriver driver, StoragePath path, Runnable between) implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private List<String> page = driver.list(path, "", StorageDriver.MAXIMUM_LISTED);
            private int next;

            @Override
            public boolean hasNext() {
                if (next == page.size() && !page.isEmpty()) {
                    page = driver.list(path, page.getLast(), StorageDriver.MAXIMUM_LISTED);
                    next = 0;
                }
                return next < page.size();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                between.run();
                return page.get(next++);
            }
        };
    }
}
