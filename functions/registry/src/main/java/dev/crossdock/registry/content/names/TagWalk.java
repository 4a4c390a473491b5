package dev.crossdock.registry.content.names;

import dev.crossdock.image.Tag;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a page of a repository's tags. A directory may be left of a tag whose deletion or first push was cut off, so its
 * pointer is looked for: for the names of the page alone, and several at a time, since each may be a request.
 */
public record TagWalk(StorageDriver driver, StoragePath tags) implements NameWalk {
    private static final String POINTER = "current/link";

    @Override
    public List<String> after(String after, int limit) {
        List<String> found = new ArrayList<>();
        String reached = after;
        while (found.size() < limit) {
            int asked = limit - found.size();
            List<String> names = driver.list(tags, reached, asked);
            Spread.fitting(valid(names).toList(), this::exists).forEach(tag -> found.add(tag.name()));
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

    private boolean exists(Tag tag) {
        return driver.stat(tags.resolve(tag.name()).resolve(POINTER)).isPresent();
    }
}
