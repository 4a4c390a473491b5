package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.alias;
import static dev.crossdock.registry.collect.Shop.bytes;
import static dev.crossdock.registry.collect.Shop.digest;
import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
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
    void manifestOfInventedBlobs_isAnnouncedNowhere() {
        Shop replica = new Shop(memory, false);
        String child = image("child", Optional.empty(), "no such layer");

        assertThat(replica.tryPut("a", child, "1")).isInstanceOf(Manifests.Put.Lacking.class);
        assertThat(replica.tryPut("a", Shop.index(child), "1")).isInstanceOf(Manifests.Put.Lacking.class);

        assertThat(memory.paths()).isEmpty();
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
