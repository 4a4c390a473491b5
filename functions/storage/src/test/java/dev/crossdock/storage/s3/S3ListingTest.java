package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pages come in the order of names, whatever S3's own; and looking costs no more than it must. */
final class S3ListingTest extends Rigged {
    private static final StoragePath TAGS = new StoragePath("docker/registry/v2/tags");

    @Test
    void names_thatS3OrdersOtherwise_comeInTheirOwnOrder() {
        for (String name : List.of("v1/link", "v1-rc/link", "v1.2/link", "v1.2-a/link", "v1+x", "v10/link", "v2")) {
            driver.write(TAGS.resolve(name), text("x"), Durability.SYNCED);
        }
        List<String> all = List.of("v1", "v1+x", "v1-rc", "v1.2", "v1.2-a", "v10", "v2");
        for (int limit = 1; limit <= all.size(); limit++) {
            assertThat(pages(limit)).as("pages of %d", limit).isEqualTo(all);
        }
    }

    @Test
    void names_ofAnyKind_comeInPagesOfAnySize() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            StringBuilder name = new StringBuilder("a");
            IntStream.range(0, random.nextInt(4)).forEach(_ -> name.append("ab+-.".charAt(random.nextInt(5))));
            if (names.add(name.toString())) {
                driver.write(TAGS.resolve(name + (random.nextBoolean() ? "/link" : "")), text("x"), Durability.SYNCED);
            }
        }
        for (int limit : List.of(1, 2, 3, 7, 100)) {
            assertThat(pages(limit)).as("pages of %d, seed %d", limit, seed).containsExactlyElementsOf(names);
        }
    }

    @Test
    void moreThanOnePageOfS3_isListedAndDeleted() {
        IntStream.range(0, 1005).parallel()
                .forEach(i -> driver.write(TAGS.resolve("t%04d/link".formatted(i)), text("x"),
                        Durability.SYNCED));
        assertThat(driver.list(TAGS, "", 5000)).hasSize(1005).isSorted();
        assertThat(driver.list(TAGS, "t0999", 2)).containsExactly("t1000", "t1001");

        assertThat(driver.delete(TAGS, Durability.SYNCED)).isTrue();

        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void unfinishedUploads_areNotListed() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, bytes(10));
        }
        assertThat(bucket.keys()).hasSize(1);
        assertThat(driver.list(new StoragePath("docker/registry/v2/app/_uploads/one"), "", 10)).isEmpty();
    }

    @Test
    void looking_costsOneRequestWhereAnObjectIsMeant() {
        driver.statObject(BLOB);
        assertThat(store.operations()).containsExactly("HeadObject");
        store.forget();
        driver.stat(BLOB);
        assertThat(store.operations()).containsExactly("HeadObject", "ListObjects");
        store.forget();
        driver.list(TAGS, "", 1);
        driver.ensure(BLOB, text("x"));
        driver.discard(TAGS, List.of("one", "two"));
        driver.discard(TAGS, List.of());
        driver.delete(BLOB, Durability.SYNCED);
        assertThat(store.operations()).containsExactly("ListObjects", "PutObject", "DeleteObjects", "HeadObject",
                "DeleteObject");
    }

    private List<String> pages(int limit) {
        List<String> all = new ArrayList<>();
        List<String> page = driver.list(TAGS, "", limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            page = driver.list(TAGS, page.getLast(), limit);
        }
        return all;
    }
}
