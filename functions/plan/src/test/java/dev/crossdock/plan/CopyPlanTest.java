package dev.crossdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CopyPlanTest {
    private static final Repository SIBLING = new Repository("team/base");

    @Test
    void emptyTarget_streamsAllAndPutsChildrenFirst() {
        ImageTree arm = Images.image("config-arm", "base", "arm");
        ImageTree amd = Images.image("config-amd", "base", "amd");
        ImageTree index = Images.index(arm, amd);

        CopyPlan plan = CopyPlan.between(index, Inventory.empty());

        assertThat(plan.blobs()).containsExactly(stream("config-arm"), stream("base"), stream("arm"),
                stream("config-amd"), stream("amd"));
        assertThat(plan.manifests()).containsExactly(put(arm, false), put(amd, false), put(index, false));
        assertThat(plan.root()).isEqualTo(index.root());
        assertThat(plan.bytesToStream()).isEqualTo(10 + 4 + 3 + 10 + 3);
        assertThat(plan.isEmpty()).isFalse();
    }

    @Test
    void heldBlob_isKept_evenWhereASiblingHasIt() {
        Inventory target = new Inventory(Set.of(Images.digest("layer")), Set.of(),
                Map.of(Images.digest("layer"), SIBLING));

        CopyPlan plan = CopyPlan.between(Images.image("config", "layer"), target);

        assertThat(plan.blobs()).containsExactly(stream("config"), new BlobTask.Keep(Images.blob("layer")));
        assertThat(plan.blobsToMove()).containsExactly(stream("config"));
    }

    @Test
    void blobOfASibling_isMounted() {
        Inventory target = new Inventory(Set.of(), Set.of(), Map.of(Images.digest("layer"), SIBLING));

        CopyPlan plan = CopyPlan.between(Images.image("config", "layer"), target);

        assertThat(plan.blobs()).containsExactly(stream("config"),
                new BlobTask.Mount(Images.blob("layer"), SIBLING));
        assertThat(plan.bytesToStream()).isEqualTo("config".length());
    }

    @Test
    void wholeImageHeld_isEmpty() {
        ImageTree index = Images.index(Images.image("config", "layer"));

        CopyPlan plan = CopyPlan.between(index, holding(index));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.manifests()).allMatch(task -> task instanceof ManifestTask.Keep);
        assertThat(plan.manifestsToPut()).isEmpty();
    }

    @Test
    void heldManifestOverAMissingBlob_isPutAgain_withAllAbove() {
        ImageTree broken = Images.image("config", "gone");
        ImageTree sound = Images.image("other", "layer");
        ImageTree index = Images.index(broken, sound);
        Inventory all = holding(index);
        Set<Digest> blobs = new HashSet<>(all.heldBlobs());
        blobs.remove(Images.digest("gone"));

        CopyPlan plan = CopyPlan.between(index, new Inventory(blobs, all.heldManifests(), Map.of()));

        assertThat(plan.blobsToMove()).containsExactly(stream("gone"));
        assertThat(plan.manifests()).containsExactly(put(broken, true), new ManifestTask.Keep(sound.root()),
                put(index, true));
    }

    @Test
    void childThatWasNotRead_doesNotHinder() {
        ImageTree child = Images.image("config", "layer");
        ImageTree index = Images.indexNaming(Images.blob("unread"), child);

        assertThat(CopyPlan.between(index, holding(index)).isEmpty()).isTrue();
    }

    @Test
    void sameChildTwice_isOneTask() {
        ImageTree child = Images.image("config", "layer", "layer");
        ImageTree index = Images.index(child, child);

        CopyPlan plan = CopyPlan.between(index, Inventory.empty());

        assertThat(plan.blobs()).containsExactly(stream("config"), stream("layer"));
        assertThat(plan.manifests()).containsExactly(put(child, false), put(index, false));
    }

    @Test
    void withoutManifest_isRefused() {
        assertThatThrownBy(() -> new CopyPlan(List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a manifest");
    }

    @Test
    void lines_sayWhatAndWhy() {
        ImageTree image = Images.image("config", "layer", "base");
        Inventory target = new Inventory(Set.of(Images.digest("config")), Set.of(image.root().digest()),
                Map.of(Images.digest("base"), SIBLING));

        List<String> lines = CopyPlan.between(image, target).lines();

        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).startsWith("keep ").contains(Images.digest("config").abbreviated())
                .endsWith("the target holds it");
        assertThat(lines.get(1)).startsWith("stream ").contains("5 B").endsWith("the target does not hold it");
        assertThat(lines.get(2)).startsWith("mount ").endsWith("the target's registry holds it in team/base");
        assertThat(lines.get(3)).startsWith("put ").endsWith("the target holds it, but not all beneath it");
        assertThat(lines.get(4))
                .isEqualTo("1 of 3 blobs to stream (5 B), 1 to mount, 1 of 1 manifests to put");
    }

    @Test
    void bytes_areDecimal() {
        assertThat(PlanLines.bytes(0)).isEqualTo("0 B");
        assertThat(PlanLines.bytes(999)).isEqualTo("999 B");
        assertThat(PlanLines.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(PlanLines.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(PlanLines.bytes(999_951)).isEqualTo("1.0 MB");
        assertThat(PlanLines.bytes(280_000_000)).isEqualTo("280.0 MB");
        assertThat(PlanLines.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }

    @Test
    void hugeClaims_doNotOverflow() {
        assertThat(PlanLines.saturatedSum(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(PlanLines.saturatedSum(1, 2)).isEqualTo(3);
    }

    /** Whatever the target holds: running the plan leaves it with everything, in an order a registry accepts. */
    @Test
    void anyPlan_completesTheTarget() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            ImageTree tree = randomTree(random);
            Inventory target = randomInventory(random, tree);

            CopyPlan plan = CopyPlan.between(tree, target);

            String where = "seed %d, round %d".formatted(seed, round);
            Set<Digest> blobs = new HashSet<>(target.heldBlobs());
            plan.blobsToMove().forEach(
                    task -> assertThat(blobs.add(task.blob().digest())).as(where).isTrue());
            assertThat(plan.blobs().stream().map(task -> task.blob().digest())).as(where).doesNotHaveDuplicates()
                    .containsExactlyElementsOf(tree.blobs().stream().map(Descriptor::digest).toList());
            Set<Digest> manifests = new HashSet<>();
            for (ManifestTask task : plan.manifests()) {
                Manifest manifest = task.manifest();
                assertThat(blobs).as(where).containsAll(digests(manifest.blobs()));
                assertThat(manifests).as(where).containsAll(digests(manifest.children()));
                if (task instanceof ManifestTask.Keep) {
                    assertThat(target.heldManifests()).as(where).contains(manifest.digest());
                    assertThat(target.heldBlobs()).as(where).containsAll(digests(manifest.blobs()));
                }
                manifests.add(manifest.digest());
            }
            assertThat(plan.root()).as(where).isEqualTo(tree.root());
            assertThat(CopyPlan.between(tree, holding(tree)).isEmpty()).as(where).isTrue();
        }
    }

    private static ImageTree randomTree(Random random) {
        List<ImageTree> images = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            images.add(Images.image("c" + random.nextInt(5), "l" + random.nextInt(5), "l" + random.nextInt(5)));
        }
        ImageTree index = Images.index(images.toArray(ImageTree[]::new));
        return switch (random.nextInt(3)) {
            case 0 -> images.getFirst();
            case 1 -> index;
            default -> Images.index(index, images.getLast());
        };
    }

    private static Inventory randomInventory(Random random, ImageTree tree) {
        Inventory all = holding(tree);
        Map<Digest, Repository> siblings = new HashMap<>();
        all.heldBlobs().stream().filter(_ -> random.nextBoolean()).forEach(blob -> siblings.put(blob, SIBLING));
        return new Inventory(some(random, all.heldBlobs()), some(random, all.heldManifests()), siblings);
    }

    private static Set<Digest> some(Random random, Set<Digest> digests) {
        int percent = random.nextInt(101);
        return digests.stream().sorted((a, b) -> a.hex().compareTo(b.hex()))
                .filter(_ -> random.nextInt(100) < percent).collect(Collectors.toSet());
    }

    private static Inventory holding(ImageTree tree) {
        Set<Digest> manifests = tree.childrenFirst().stream().map(Manifest::digest).collect(Collectors.toSet());
        return new Inventory(new HashSet<>(digests(tree.blobs())), manifests, Map.of());
    }

    private static List<Digest> digests(Iterable<Descriptor> descriptors) {
        List<Digest> digests = new ArrayList<>();
        descriptors.forEach(descriptor -> digests.add(descriptor.digest()));
        return digests;
    }

    private static BlobTask stream(String word) {
        return new BlobTask.Stream(Images.blob(word));
    }

    private static ManifestTask put(ImageTree tree, boolean held) {
        return new ManifestTask.Put(tree.root(), held);
    }
}
