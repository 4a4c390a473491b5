package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.alias;
import static dev.crossdock.registry.collect.Shop.bytes;
import static dev.crossdock.registry.collect.Shop.digest;
import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.index;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes, and what stays, in stores of many shapes. */
class CollectorTest {
    private static final Duration LONG_AGO = Duration.ofHours(10);
    private static final CollectionOrder DRY = new CollectionOrder(true, true, Shop.GRACE, Optional.of(Purging.USUAL));

    private final MemoryDriver memory = new MemoryDriver();
    private final Shop shop = new Shop(memory, true);

    @Test
    void whatIsUsed_stays() {
        shop.push("a", image("a", Optional.empty(), "one", "two"), List.of("one", "two"), "1", "2");
        shop.push("b/c", image("b", Optional.empty(), "two"), List.of("two"), "1");
        memory.age(LONG_AGO);
        List<String> before = content();

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);

        assertThat(content()).isEqualTo(before);
        shop.assertSound();
    }

    @Test
    void blobThatNothingNames_goesOnceItIsOld() {
        Digest lost = shop.blob("a", "lost");
        shop.content.blobs().delete(repository("a"), lost);

        assertThat(shop.collect(false)).isEqualTo(Collected.NOTHING);
        assertThat(shop.isStored(lost)).isTrue();

        memory.age(LONG_AGO);
        assertThat(shop.collect(false)).isEqualTo(new Collected(0, 0, 0, 1, 4, 0));
        assertThat(shop.isStored(lost)).isFalse();
        assertThat(shop.lines).contains("blob %s goes: 4 bytes".formatted(lost));
    }

    @Test
    void linkThatNoManifestUses_goesBeforeItsBlob_andOnlyHere() {
        shop.push("a", image("a", Optional.empty(), "used"), List.of("used", "unused"), "1");
        shop.push("b", image("b", Optional.empty(), "unused"), List.of("unused"), "1");
        memory.age(LONG_AGO);

        assertThat(shop.collect(false)).isEqualTo(new Collected(0, 0, 1, 0, 0, 0));

        assertThat(shop.hasBlob("a", digest("unused"))).isFalse();
        assertThat(shop.hasBlob("b", digest("unused"))).isTrue();
        shop.assertSound();
    }

    @Test
    void linkThatAClientWasJustToldOf_stays() {
        Digest told = shop.blob("a", "told");
        memory.age(LONG_AGO);
        assertThat(shop.content.blobs().confirm(repository("a"), told)).isPresent();

        assertThat(shop.collect(false)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasBlob("a", told)).isTrue();
    }

    @Test
    void blobThatIsPushedAgain_isYoungAgain() {
        Digest blob = shop.blob("a", "again");
        memory.age(LONG_AGO);
        shop.blob("a", "again");

        assertThat(shop.collect(false)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasBlob("a", blob)).isTrue();
    }

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
    void aliasBySha512_isFollowedByWhatItSays() {
        Digest by512 = shop.blob("a", alias("layer"), "layer");
        String manifest = image("a", Optional.empty(), "layer").replace(digest("layer").toString(), by512.toString());
        shop.push("a", manifest, List.of(), "1");
        memory.age(LONG_AGO);

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasBlob("a", by512)).isTrue();
        assertThat(shop.isStored(digest("layer"))).isTrue();
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
    void whatATagHadAMomentAgo_stays() {
        String first = image("first", Optional.empty(), "layer");
        shop.push("a", first, List.of("layer"), "1");
        memory.age(LONG_AGO);
        shop.put("a", image("second", Optional.empty(), "layer"), "1");

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.hasManifest("a", digest(first))).isTrue();
    }

    @Test
    void unreadableManifest_keepsItsRepository_andIsTold() {
        Digest torn = shop.push("a", image("torn", Optional.empty(), "one"), List.of("one"), "1");
        shop.push("b", image("b", Optional.empty(), "two"), List.of("two", "unused"), "1");
        shop.blob("a", "perhaps the torn one's");
        memory.write(Layout.blob(torn), new byte[0], Durability.SYNCED);
        memory.age(LONG_AGO);

        assertThat(shop.collect(true)).isEqualTo(new Collected(0, 0, 1, 1, 6, 0));

        assertThat(shop.hasBlob("a", digest("perhaps the torn one's"))).isTrue();
        assertThat(shop.isStored(torn)).isTrue();
        assertThat(shop.lines).anyMatch(line -> line.contains(torn.hex()) && line.contains("all of a is kept"));
    }

    @Test
    void manifestOfAnotherKind_keepsItsRepository() {
        String schema1 = "{\"schemaVersion\":1,\"name\":\"a\",\"fsLayers\":[]}";
        raw("a", schema1);
        raw("b", "{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\",\"blobs\":[]}");
        shop.blob("a", "one");
        shop.blob("b", "two");
        memory.age(LONG_AGO);

        assertThat(shop.collect(true)).isEqualTo(Collected.NOTHING);
        assertThat(shop.lines).anyMatch(line -> line.contains("schema 1")).anyMatch(line -> line.contains(
                "artifact.manifest"));
    }

    @Test
    void tornLink_keepsWhatItsPlaceSays_orStopsEverything() {
        Digest blob = shop.blob("a", "layer");
        Digest lost = shop.blob("b", "lost");
        shop.content.blobs().delete(repository("b"), lost);
        memory.write(Layout.layer(repository("a"), blob), new byte[0], Durability.SYNCED);
        shop.push("a", image("a", Optional.empty(), "layer"), List.of("layer"), "1");
        memory.write(Layout.layer(repository("a"), blob), new byte[0], Durability.SYNCED);
        memory.age(LONG_AGO);

        assertThat(shop.collect(false).blobs()).isEqualTo(1);
        assertThat(shop.isStored(blob)).isTrue();

        StoragePath other = Layout.layer(repository("a"), alias("layer"));
        memory.write(other, new byte[0], Durability.SYNCED);
        memory.age(LONG_AGO);
        assertThatThrownBy(() -> shop.collect(false)).isInstanceOf(StorageException.class).hasMessageContaining(
                other.text());
    }

    @Test
    void folderThatIsNoRepository_stopsEverything() {
        memory.write(new StoragePath("docker/registry/v2/repositories/UPPER/_layers/sha256/x"), new byte[0],
                Durability.SYNCED);

        assertThatThrownBy(() -> shop.collect(false)).isInstanceOf(StorageException.class)
                .hasMessageContaining("UPPER");
    }

    @Test
    void dryRun_tellsTheSame_andChangesNothing() {
        shop.push("a", image("u", Optional.empty(), "layer"), List.of("layer", "unused"));
        memory.age(LONG_AGO);
        List<String> before = memory.paths();

        Collected told = shop.collect(DRY);

        assertThat(memory.paths()).isEqualTo(before);
        assertThat(shop.collect(true)).isEqualTo(told);
        assertThat(told.bytes()).isPositive();
        assertThat(shop.lines).anyMatch(line -> line.endsWith("would go"));
    }

    @Test
    void uploadThatNobodyFinishes_goes() {
        shop.content.uploads().begin(repository("a"), "").close();
        shop.content.uploads().begin(repository("a"), "").close();
        memory.age(Duration.ofDays(8));
        try (var atWork = shop.content.uploads().begin(repository("a"), "")) {
            assertThat(shop.collect(false).leftovers()).isEqualTo(2);
            assertThat(memory.paths()).anyMatch(path -> path.contains(atWork.id()));
        }
    }

    @Test
    void uploads_goByTheirOwnRule() {
        shop.content.uploads().begin(repository("a"), "").close();
        memory.age(Duration.ofHours(3));

        assertThat(collectUploads(Optional.empty())).isZero();
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(4), Duration.ofDays(1), false)))).isZero();
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(1), Duration.ofDays(1), true)))).isOne();
        assertThat(memory.paths()).anyMatch(path -> path.contains("_uploads"));
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(1), Duration.ofDays(1), false)))).isOne();
        assertThat(memory.paths()).noneMatch(path -> path.contains("_uploads"));
    }

    private long collectUploads(Optional<Purging> purging) {
        return shop.collect(new CollectionOrder(false, false, Shop.GRACE, purging)).leftovers();
    }

    @Test
    void uploadThatCannotBeRead_holdsNoOtherUp() {
        String stuck = begun();
        String other = begun();
        memory.age(Duration.ofDays(8));
        SteppedDriver broken = new SteppedDriver(memory);
        Shop there = new Shop(broken, true);

        SteppedDriver.gated(path -> {
            if (path.text().contains(stuck)) {
                throw new StorageException("read %s: Input/output error".formatted(path));
            }
        }, () -> assertThat(there.collect(true).leftovers()).isOne());

        assertThat(there.lines).anyMatch(line -> line.contains(stuck) && line.contains("stays"));
        assertThat(memory.paths()).noneMatch(path -> path.contains(other)).anyMatch(path -> path.contains(stuck));
    }

    private String begun() {
        try (var upload = shop.content.uploads().begin(repository("a"), "")) {
            return upload.id();
        }
    }

    @Test
    void referrerThatIsGone_leavesNoNote() {
        String subject = image("subject", Optional.empty(), "one");
        String referrer = image("referrer", Optional.of(subject), "one");
        shop.push("a", subject, List.of("one"), "1");
        Digest gone = shop.put("a", referrer);
        shop.content.manifests().delete(repository("a"), gone, _ -> {});
        memory.age(LONG_AGO);

        shop.collect(false);

        assertThat(memory.paths()).noneMatch(path -> path.contains("_referrers"));
        shop.assertSound();
    }

    @Test
    void storageThatIsFull_isCollectedFrom() {
        shop.push("a", image("u", Optional.empty(), "layer"), List.of("layer", "unused"));
        shop.content.uploads().begin(repository("a"), "").close();
        memory.age(Duration.ofDays(8));
        memory.fill();

        assertThat(new Shop(memory, true).collect(true).leftovers()).isOne();
        assertThat(content()).isEmpty();
    }

    @Test
    void secondCollector_isRefused_untilTheFirstsLeaseIsOver() {
        Shop replica = new Shop(memory, false);
        Shop other = new Shop(memory, false);
        List<String> refused = new ArrayList<>();
        Digest lost = replica.blob("a", "lost");
        replica.content.blobs().delete(repository("a"), lost);
        memory.age(LONG_AGO);
        Collector first = new Collector(memory, replica.content, replica.guard);

        first.collect(new CollectionOrder(false, false, Shop.GRACE, Optional.of(Purging.USUAL)), Optional.empty(), line -> {
            try {
                other.collect(false);
            } catch (Lease.HeldException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        });

        assertThat(refused).isNotEmpty().allMatch(line -> line.contains("another") || line.contains("is at it"));
        assertThat(replica.isStored(lost)).isFalse();
        assertThat(other.collect(false)).isEqualTo(Collected.NOTHING);
    }

    @Test
    void blobThatAReplicaAnnouncedLately_stays_andTheAnnouncementGoesInTime() {
        Shop replica = new Shop(memory, false);
        Digest lost = replica.blob("a", "lost");
        replica.content.blobs().delete(repository("a"), lost);
        memory.age(LONG_AGO);
        replica.guard.enter(List.of(lost)).close();
        assertThat(new Shop(memory, false).collect(false)).isEqualTo(Collected.NOTHING);
        memory.age(Duration.ofHours(1));
        assertThat(new Shop(memory, false).collect(false)).isEqualTo(Collected.NOTHING);

        memory.age(LONG_AGO);
        assertThat(new Shop(memory, false).collect(false).blobs()).isEqualTo(1);
        assertThat(memory.paths()).noneMatch(path -> path.contains("/intents/"));
    }

    /** What a registry would show: without what is ours alone, and without uploads. */
    private List<String> content() {
        return memory.paths().stream().filter(path -> !path.contains("_crossdock")).toList();
    }

    private void raw(String repository, String manifest) {
        Digest digest = digest(manifest);
        memory.write(Layout.blob(digest), bytes(manifest), Durability.SYNCED);
        memory.write(Layout.revision(repository(repository), digest), bytes(digest.toString()), Durability.SYNCED);
    }
}
