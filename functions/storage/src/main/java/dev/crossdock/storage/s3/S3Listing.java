package dev.crossdock.storage.s3;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies beneath a key. */
record S3Listing(S3Objects objects) {
    /** S3's, for a page and for one deletion. */
    static final int MOST_KEYS = 1000;
    private static final String SLASH = "/";
    /** The characters of names that stand before the slash: such names S3 lists before the tree that begins like them. */
    private static final String BEFORE_SLASH = "+-.";

    /**
     * The first names directly beneath, after {@code after}. S3 orders a tree by its name and a slash, so {@code a-b} comes
     * before the tree {@code a}: where a page ends between two such, it is asked for the tree.
     */
    List<String> names(String prefix, String after, int limit) {
        TreeSet<String> found = new TreeSet<>();
        // Trees that begin like "after" come again; each of them has a character of those that stand before the slash.
        int again = (int) after.chars().filter(it -> BEFORE_SLASH.indexOf(it) >= 0).count() + 1;
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder().bucket(objects.place().bucket())
                .prefix(prefix).delimiter(SLASH).maxKeys((int) Math.min(MOST_KEYS, (long) limit + again));
        if (!after.isEmpty()) {
            request.startAfter(prefix + after);
        }
        boolean isMore = limit > 0;
        while (isMore) {
            ListObjectsV2Response page = objects.call("list", prefix, () -> objects.s3().listObjectsV2(
                    request.build()));
            names(page, prefix).filter(name -> name.compareTo(after) > 0).forEach(found::add);
            isMore = Boolean.TRUE.equals(page.isTruncated());
            if (isMore && found.size() >= limit) {
                addTreesThatFollow(prefix, after, last(page).substring(prefix.length()), found);
                isMore = false;
            }
            request.continuationToken(page.nextContinuationToken());
        }
        return found.stream().limit(limit).toList();
    }

    private static Stream<String> names(ListObjectsV2Response page, String prefix) {
        return keys(page).map(key -> key.substring(prefix.length())).map(name -> name.endsWith(SLASH)
                ? name.substring(0, name.length() - 1)
                : name).filter(name -> !name.isEmpty() && !S3Place.isHidden(name));
    }

    private static Stream<String> keys(ListObjectsV2Response page) {
        return Stream.concat(page.commonPrefixes().stream().map(CommonPrefix::prefix), page.contents().stream().map(
                S3Object::key));
    }

    private static String last(ListObjectsV2Response page) {
        return keys(page).max(String::compareTo).orElseThrow();
    }

    /** The trees that stand before the last name of a page by name, and after it by S3's order. */
    private void addTreesThatFollow(String prefix, String after, String last, TreeSet<String> found) {
        IntStream.range(1, last.length()).filter(i -> BEFORE_SLASH.indexOf(last.charAt(i)) >= 0)
                .mapToObj(i -> last.substring(0, i))
                .filter(name -> name.compareTo(after) > 0 && !found.contains(name))
                .filter(name -> any(prefix + name + SLASH)).forEach(found::add);
    }

    /** Whether any key begins so. */
    boolean any(String prefix) {
        return !first(prefix).isEmpty();
    }

    /** The first object whose key begins so; empty where there is none. */
    List<S3Object> first(String prefix) {
        return objects.call("list", prefix, () -> objects.s3().listObjectsV2(
                it -> it.bucket(objects.place().bucket()).prefix(prefix).maxKeys(1)).contents());
    }

    /** All keys that begin so, page by page. */
    Iterator<List<String>> pages(String prefix) {
        return new Pages(prefix);
    }

    /** Removes these objects where they are there. */
    void delete(List<String> keys) {
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + MOST_KEYS));
            if (some.size() == 1) {
                objects.delete(some.getFirst());
            } else {
                deleteTogether(some);
            }
        }
    }

    private void deleteTogether(List<String> keys) {
        List<ObjectIdentifier> all = keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        DeleteObjectsResponse answer = objects.call("delete %d objects from".formatted(keys.size()), keys.getFirst(),
                () -> objects.s3().deleteObjects(it -> it.bucket(objects.place().bucket()).delete(Delete.builder()
                        .objects(all).quiet(true).build())));
        if (!answer.errors().isEmpty()) {
            S3Error first = answer.errors().getFirst();
            throw objects.place().wrong("delete", first.key(), "got %s \"%s\", and %d more of %d objects failed"
                    .formatted(first.code(), first.message(), answer.errors().size() - 1, keys.size()));
        }
    }

    private final class Pages implements Iterator<List<String>> {
        private final String prefix;
        private @Nullable String token;
        private boolean isMore = true;

        Pages(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public boolean hasNext() {
            return isMore;
        }

        @Override
        public List<String> next() {
            if (!isMore) {
                throw new NoSuchElementException(prefix);
            }
            String from = token;
            ListObjectsV2Response page = objects.call("list", prefix, () -> objects.s3().listObjectsV2(
                    it -> it.bucket(objects.place().bucket()).prefix(prefix).continuationToken(from)));
            token = page.nextContinuationToken();
            isMore = Boolean.TRUE.equals(page.isTruncated());
            return new ArrayList<>(page.contents().stream().map(S3Object::key).toList());
        }
    }
}
