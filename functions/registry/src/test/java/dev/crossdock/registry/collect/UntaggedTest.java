package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.alias;
import static dev.crossdock.registry.collect.Shop.bytes;
import static dev.crossdock.registry.collect.Shop.digest;
import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.index;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which manifests go where those are to go that nothing holds. */
class UntaggedTest {
    private static final Duration LONG_AGO = Duration.ofHours(10);

    private final MemoryDriver memory = new MemoryDriver();
    private final Shop shop = new Shop(memory, true);

    @Test
    void manifestThatIsPushedAgain_isYoungAgain() {
        String child = image("child", Optional.empty(), "layer");
        shop.push("a", child, List.of("layer"));
        memory.age(LONG_AGO);
        shop.put("a", child);

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        shop.put("a", index(child), "1");
        shop.assertSound();
    }

    @Test
    void manifestThatAClientWasJustToldOf_staysWithAllBeneath() {
        String child = image("child", Optional.empty(), "layer");
        shop.push("a", child, List.of("layer"));
        Digest told = shop.put("a", index(child));
        memory.age(LONG_AGO);
        assertThat(shop.content.manifests().find(repository("a"), told)).isPresent();

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasManifest("a", digest(child))).isTrue();
        shop.assertSound();
    }

    @Test
    void manifestTaggedBySha512_stays_andSoDoesWhatTheTagHadBefore() {
        String first = image("first", Optional.empty(), "layer");
        String second = image("second", Optional.empty(), "layer");
        shop.push("a", first, List.of("layer"));
        shop.put("a", first, alias(first), "1");
        memory.age(LONG_AGO);
        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);

        shop.put("a", second, alias(second), "1");
        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasManifest("a", digest(first))).isTrue();
        shop.assertSound();
    }

    @Test
    void untaggedManifest_staysUnlessAsked() {
        Digest untagged = shop.push("a", image("u", Optional.empty(), "layer"), List.of("layer"));
        memory.age(LONG_AGO);

        assertThat(shop.collect(false)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasManifest("a", untagged)).isTrue();

        assertThat(shop.collect(true)).isEqualTo(new Collected(0, 1, 2, 3,
                2 + 5 + bytes(image("u", Optional.empty(), "layer")).length, 0));
        assertThat(shop.hasManifest("a", untagged)).isFalse();
        assertThat(shop.content.catalog().list("", 10)).isEmpty();
        assertThat(content()).isEmpty();
    }

    @Test
    void whatHangsOnATag_staysHoweverFar() {
        String child = image("child", Optional.empty(), "one");
        String inner = index(child);
        String outer = index(inner);
        String signature = image("signature", Optional.of(outer), "two");
        String ofChild = image("of child", Optional.of(child), "three");
        String ofSignature = image("of signature", Optional.of(signature), "four");
        String ofNobody = image("of nobody", Optional.of("absent"), "five");
        shop.push("a", child, List.of("one", "two", "three", "four", "five"));
        shop.put("a", inner);
        shop.put("a", outer, "1");
        for (String one : List.of(signature, ofChild, ofSignature, ofNobody)) {
            shop.put("a", one);
        }
        memory.age(LONG_AGO);

        Collected collected = shop.collect(true);

        assertThat(collected.manifests()).isEqualTo(1);
        assertThat(shop.hasManifest("a", digest(ofNobody))).isFalse();
        for (String one : List.of(child, inner, outer, signature, ofChild, ofSignature)) {
            assertThat(shop.hasManifest("a", digest(one))).as(one).isTrue();
        }
        assertThat(shop.hasBlob("a", digest("four"))).isTrue();
        assertThat(shop.hasBlob("a", digest("five"))).isFalse();
        shop.assertSound();

        shop.content.tags().delete(repository("a"), new Tag("1"));
        assertThat(shop.collect(true).manifests()).isEqualTo(6);
        assertThat(content()).isEmpty();
    }

    @Test
    void subject_goesBeforeItsReferrers() {
        for (int i = 0; i < 10; i++) {
            String subject = image("subject " + i, Optional.empty(), "layer");
            shop.push("a", subject, List.of("layer"));
            shop.put("a", image("signature of " + i, Optional.of(subject), "layer"));
        }
        memory.age(LONG_AGO);

        assertThat(shop.collect(true).manifests()).isEqualTo(20);

        for (int i = 0; i < 10; i++) {
            String subject = image("subject " + i, Optional.empty(), "layer");
            String signature = image("signature of " + i, Optional.of(subject), "layer");
            assertThat(line(subject)).isBetween(0, line(signature));
        }
    }

    /** Which line tells that it went. */
    private int line(String manifest) {
        return shop.lines.indexOf("a: manifest %s goes: no tag, index or subject holds it".formatted(digest(manifest)));
    }

    @Test
    void whatATagHadAMomentAgo_stays() {
        String first = image("first", Optional.empty(), "layer");
        shop.push("a", first, List.of("layer"), "1");
        memory.age(LONG_AGO);
        shop.put("a", image("second", Optional.empty(), "layer"), "1");

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasManifest("a", digest(first))).isTrue();
    }

    @Test
    void dryRun_countsWithoutTheTagsThatWouldRetire(@TempDir Path directory) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yml"),
                "rules:\n- repository: '**'\n  olderthan: 5h\n");
        shop.push("a", image("old", Optional.empty(), "layer"), List.of("layer"), "1");
        memory.age(LONG_AGO);
        Collector collector = new Collector(memory, shop.content, shop.guard, Farewells.SILENT);

        Collected told = collector.collect(order(true), Optional.of(policy), _ -> {});

        assertThat(told.tags()).isOne();
        assertThat(told.manifests()).isOne();
        assertThat(collector.collect(order(false), Optional.of(policy), _ -> {})).isEqualTo(told);
        assertThat(content()).isEmpty();
    }

    private static CollectionOrder order(boolean isDry) {
        return new CollectionOrder(isDry, true, Shop.GRACE, Optional.empty());
    }

    /** What a registry would show: without what is ours alone, and without uploads. */
    private List<String> content() {
        return memory.paths().stream().filter(path -> !path.contains("_crossdock")).toList();
    }
}
