package dev.crossdock.registry.content.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class KnownNamesTest {
    private static final long SEED = System.nanoTime();

    /** What is written: the truth that pages are held against. */
    private final TreeSet<String> written = new TreeSet<>(List.of("a", "b", "c", "d", "e"));
    private final AtomicInteger walks = new AtomicInteger();

    private List<String> walk(String after, int limit) {
        walks.incrementAndGet();
        return written.tailSet(after, false).stream().limit(limit).toList();
    }

    private List<String> page(KnownNames names, String after, int limit) {
        return names.page(after, limit, this::walk);
    }

    @Test
    void page_asksTheStorageOnce() {
        KnownNames names = new KnownNames(100);

        assertThat(page(names, "", 2)).containsExactly("a", "b");
        assertThat(page(names, "", 2)).containsExactly("a", "b");
        assertThat(page(names, "a", 1)).containsExactly("b");
        assertThat(walks).hasValue(1);
        assertThat(names.size()).isEqualTo(2);
    }

    @Test
    void pagesInARow_makeAllKnown() {
        KnownNames names = new KnownNames(100);
        assertThat(page(names, "", 2)).containsExactly("a", "b");
        assertThat(page(names, "b", 2)).containsExactly("c", "d");
        assertThat(page(names, "d", 2)).containsExactly("e");
        assertThat(walks).hasValue(3);

        assertThat(page(names, "", 100)).containsExactly("a", "b", "c", "d", "e");
        assertThat(page(names, "e", 2)).isEmpty();
        assertThat(page(names, "b", 2)).containsExactly("c", "d");
        assertThat(walks).hasValue(3);
    }

    @Test
    void page_overTheBorder_walksOnFromThere() {
        KnownNames names = new KnownNames(100);
        page(names, "", 3);

        assertThat(page(names, "b", 2)).containsExactly("c", "d");
        assertThat(page(names, "", 4)).containsExactly("a", "b", "c", "d");
        assertThat(walks).hasValue(2);
    }

    /** What lies between would be unknown. */
    @Test
    void page_farBehindTheBorder_isNotRemembered() {
        KnownNames names = new KnownNames(100);

        assertThat(page(names, "c", 2)).containsExactly("d", "e");
        assertThat(names.size()).isZero();
    }

    @Test
    void writes_areSeenAtOnce() {
        KnownNames names = new KnownNames(100);
        page(names, "", 3);

        written.add("aa");
        names.add("aa");
        written.add("dd");
        names.add("dd");
        written.remove("b");
        names.remove("b");

        assertThat(page(names, "", 2)).containsExactly("a", "aa");
        assertThat(walks).hasValue(1);
        assertThat(page(names, "", 100)).containsExactlyElementsOf(written);
    }

    @Test
    void writesDuringAWalk_areNotLost() {
        KnownNames names = new KnownNames(100);
        List<String> seen = names.page("", 3, (after, limit) -> {
            List<String> found = walk(after, limit);
            written.add("bb"); // behind the walk's back
            names.add("bb");
            written.remove("a");
            names.remove("a");
            return found;
        });

        assertThat(seen).containsExactly("a", "b", "c");
        assertThat(page(names, "", 100)).containsExactlyElementsOf(written);
        assertThat(page(names, "", 3)).containsExactly("b", "bb", "c");
    }

    @Test
    void walkDuringAWalk_answersToo() {
        KnownNames names = new KnownNames(100);
        List<String> inner = new ArrayList<>();

        names.page("", 3, (after, limit) -> {
            inner.addAll(page(names, "", 5));
            return walk(after, limit);
        });

        assertThat(inner).containsExactly("a", "b", "c", "d", "e");
        assertThat(names.size()).isEqualTo(3);
    }

    @Test
    void forgottenDuringAWalk_isNotRememberedByIt() {
        KnownNames names = new KnownNames(100);
        names.page("", 3, (after, limit) -> {
            names.forget();
            return walk(after, limit);
        });

        assertThat(names.size()).isZero();
        assertThat(page(names, "", 5)).containsExactlyElementsOf(written);
    }

    @Test
    void tooManyWritesDuringAWalk_giveItUp() {
        KnownNames names = new KnownNames(100);
        names.page("", 3, (after, limit) -> {
            for (int i = 0; i <= KnownNames.MAXIMUM_CHANGES; i++) {
                names.add("x" + i);
            }
            return walk(after, limit);
        });

        assertThat(names.size()).isZero();
    }

    @Test
    void failedWalk_changesNothing() {
        KnownNames names = new KnownNames(100);
        assertThatThrownBy(() -> names.page("", 3, (after, limit) -> {
            throw new IllegalStateException("storage");
        })).isInstanceOf(IllegalStateException.class);

        assertThat(page(names, "", 2)).containsExactly("a", "b");
        assertThat(page(names, "", 2)).containsExactly("a", "b");
        assertThat(walks).hasValue(1);
    }

    @Test
    void moreThanTheBound_areWalkedTo() {
        KnownNames names = new KnownNames(3);
        assertThat(page(names, "", 3)).containsExactly("a", "b", "c");
        assertThat(page(names, "c", 3)).containsExactly("d", "e");
        assertThat(names.size()).isEqualTo(3);

        written.add("aa");
        names.add("aa");

        assertThat(names.size()).isEqualTo(3);
        assertThat(page(names, "", 100)).containsExactlyElementsOf(written);
        assertThat(page(names, "aa", 2)).containsExactly("b", "c");
    }

    @Test
    void emptyList_isKnownToBeEmpty() {
        written.clear();
        KnownNames names = new KnownNames(3);
        assertThat(page(names, "", 3)).isEmpty();
        assertThat(page(names, "", 3)).isEmpty();
        assertThat(walks).hasValue(1);

        written.add("z");
        names.add("z");

        assertThat(page(names, "", 3)).containsExactly("z");
        assertThat(walks).hasValue(1);
    }

    /** Pages and writes at random, the writes also while walks are on their way; every page has to be the truth. */
    @RepeatedTest(50)
    void everyPage_isWhatIsWritten() {
        Random random = new Random(SEED + walks.get());
        KnownNames names = new KnownNames(5 + random.nextInt(30));
        AtomicBoolean isNested = new AtomicBoolean();
        for (int i = 0; i < 400; i++) {
            change(random, names);
            String after = random.nextInt(3) == 0 ? "" : name(random);
            int limit = 1 + random.nextInt(8);
            List<String> truth = written.tailSet(after, false).stream().limit(limit).toList();
            assertThat(page(names, after, limit)).as("seed %d, step %d", SEED, i).isEqualTo(truth);
            names.page(after, limit, (from, count) -> {
                List<String> found = walk(from, count);
                if (isNested.compareAndSet(false, true)) {
                    change(random, names);
                    change(random, names);
                }
                return found;
            });
            isNested.set(false);
        }
    }

    private void change(Random random, KnownNames names) {
        String name = name(random);
        if (random.nextBoolean()) {
            written.add(name);
            names.add(name);
        } else {
            written.remove(name);
            names.remove(name);
        }
    }

    private static String name(Random random) {
        return "n" + (char) ('a' + random.nextInt(26)) + random.nextInt(3);
    }
}
