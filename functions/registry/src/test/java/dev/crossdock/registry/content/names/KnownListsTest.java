package dev.crossdock.registry.content.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownListsTest {
    private final KnownLists<String> lists = new KnownLists<>(10);
    private final AtomicInteger walks = new AtomicInteger();

    private List<String> page(String key, int size) {
        return lists.page(key, "", size, (after, limit) -> {
            walks.incrementAndGet();
            return List.of("a", "b", "c", "d", "e", "f").subList(0, Math.min(limit, 6));
        });
    }

    @Test
    void lists_areKnownApart() {
        assertThat(page("one", 2)).containsExactly("a", "b");
        lists.remove("one", "a");
        assertThat(page("two", 2)).containsExactly("a", "b");
        assertThat(page("one", 1)).containsExactly("b");
        assertThat(walks).hasValue(2);
    }

    @Test
    void tooManyNames_pushOutTheListThatWasUsedLongestAgo() {
        page("one", 4);
        page("two", 4);
        page("one", 4);
        assertThat(walks).hasValue(2);
        page("three", 4);
        assertThat(lists.size()).isLessThanOrEqualTo(10);

        page("one", 4);
        page("three", 4);
        assertThat(walks).hasValue(3);
        page("two", 4);
        assertThat(walks).hasValue(4);
    }

    @Test
    void writes_ofAListNobodyAskedFor_areNotRemembered() {
        lists.add("one", "x");

        assertThat(lists.size()).isZero();
    }

    @Test
    void manyAdditions_keepToTheBound() {
        page("one", 6);
        page("two", 6);
        for (int i = 0; i < 20; i++) {
            lists.add("one", "a" + i);
            lists.add("two", "a" + i);
        }

        assertThat(lists.size()).isLessThanOrEqualTo(10);
    }

    @Test
    void manyLists_keepToTheirBound() {
        KnownLists<Integer> empty = new KnownLists<>(10);
        for (int key = 0; key < 3 * KnownLists.MAXIMUM_LISTS; key++) {
            empty.page(key, "", 1, (after, limit) -> List.of());
        }

        assertThat(empty.count()).isEqualTo(KnownLists.MAXIMUM_LISTS);
    }

    @Test
    void forgotten_isWalkedToAgain() {
        page("one", 2);
        lists.forget("one");
        page("one", 2);

        assertThat(walks).hasValue(2);
    }
}
