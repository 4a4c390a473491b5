package dev.crossdock.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Platform;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.Inventory;
import dev.crossdock.plan.extent.PlatformFilter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SurveyTest {
    private static final Tag TAG = new Tag("v1");

    private final Fanout fanout = new Fanout("survey", 4);
    private final Survey survey = new Survey(fanout);
    private final FakeSource source = new FakeSource();

    @AfterEach
    void close() {
        fanout.close();
    }

    @Test
    void oneImage() {
        RawManifest image = tagged(image("a"));
        ImageTree tree = survey.tree(source, TAG);
        assertThat(tree.root().raw()).isEqualTo(image);
        assertThat(tree.children()).isEmpty();
        assertThat(source.read).containsExactly(TAG);
        assertThat(survey.tree(source, image.digest()).root().digest()).isEqualTo(image.digest());
    }

    @Test
    void nestedIndex_readByDigestInOrder() {
        RawManifest a = image("a");
        RawManifest b = image("b");
        RawManifest inner = index(a, b);
        RawManifest root = tagged(index(b, inner));
        ImageTree tree = survey.tree(source, TAG);
        assertThat(tree.children()).extracting(child -> child.root().digest()).containsExactly(b.digest(),
                inner.digest());
        assertThat(tree.childrenFirst()).extracting(Manifest::digest).containsExactly(b.digest(), a.digest(),
                inner.digest(), root.digest());
    }

    @Test
    void repeatedChild_readOnce() {
        RawManifest a = image("a");
        tagged(index(a, a, a));
        assertThat(survey.tree(source, TAG).children()).hasSize(1);
        assertThat(source.read).containsExactly(TAG, a.digest());
    }

    @Test
    void buildKitCache_itsLayersAreNotReadAsManifests() {
        String layer = entry(MediaType.OCI_LAYER_GZIP.text(), Digest.sha256(new byte[0]), 0);
        tagged(manifest(MediaType.OCI_INDEX, "{\"manifests\":[" + layer + "]}"));
        assertThat(survey.tree(source, TAG).blobs()).hasSize(1);
        assertThat(source.read).hasSize(1);
    }

    @Test
    void depth_lastGoodAndFirstBad() {
        RawManifest deep = image("a");
        for (int depth = 1; depth < ImageTree.MAXIMUM_DEPTH; depth++) {
            deep = index(deep);
        }
        tagged(deep);
        assertThat(survey.tree(source, TAG).childrenFirst()).hasSize(ImageTree.MAXIMUM_DEPTH);
        tagged(index(deep));
        assertTooMuch();
    }

    /** By its digest it cannot; but a source may answer with it for any other. */
    @Test
    void indexThatContainsItself_endsAndIsRefused() {
        Digest promised = Digest.sha256("another".getBytes(UTF_8));
        RawManifest root = tagged(manifest(MediaType.OCI_INDEX,
                "{\"manifests\":[" + entry(MediaType.OCI_INDEX.text(), promised, 1) + "]}"));
        source.manifests.put(promised, root);
        assertTooMuch();
        assertThat(source.read).hasSizeLessThanOrEqualTo(ImageTree.MAXIMUM_DEPTH + 1);
    }

    @Test
    void chosenPlatforms_readTheirImagesAlone() {
        RawManifest a = image("a");
        RawManifest b = image("b");
        String entries = "{\"manifests\":[" + entryFor(a, "amd64") + "," + entryFor(b, "arm64") + "]}";
        RawManifest root = tagged(manifest(MediaType.OCI_INDEX, entries));
        List<Platform> arm64 = List.of(Platform.parse("linux/arm64"));
        Survey.Chosen sparse = survey.tree(source, TAG, new PlatformFilter(PlatformFilter.Mode.SPARSE, arm64));
        assertThat(sparse.tree().root().raw()).isEqualTo(root);
        assertThat(sparse.tree().children()).extracting(child -> child.root().digest()).containsExactly(b.digest());
        assertThat(sparse.omitted()).containsExactly(a.digest());
        Survey.Chosen rewritten = survey.tree(source, TAG, new PlatformFilter(PlatformFilter.Mode.REWRITE, arm64));
        assertThat(rewritten.sourceDigest()).isEqualTo(root.digest());
        assertThat(rewritten.tree().root().children()).hasSize(1);
        assertThat(rewritten.omitted()).isEmpty();
        assertThat(source.read).doesNotContain(a.digest());
        assertThat(survey.tree(source, TAG, PlatformFilter.INDEX_ONLY).tree().children()).isEmpty();
    }

    @Test
    void count_lastGoodAndFirstBad() {
        RawManifest[] images = IntStream.range(0, ImageTree.MAXIMUM_MANIFESTS).mapToObj(i -> image("i" + i))
                .toArray(RawManifest[]::new);
        tagged(index(Stream.of(images).skip(1).toArray(RawManifest[]::new)));
        assertThat(survey.tree(source, TAG).childrenFirst()).hasSize(ImageTree.MAXIMUM_MANIFESTS);
        tagged(index(images));
        assertTooMuch();
    }

    @Test
    void bytes_boundedOverAllManifests() {
        int padding = RawManifest.MAXIMUM_BYTES - 1_000;
        RawManifest[] large = IntStream.range(0, 4)
                .mapToObj(i -> manifest(MediaType.OCI_MANIFEST, imageBody("i" + i) + " ".repeat(padding)))
                .toArray(RawManifest[]::new);
        tagged(index(large));
        assertThat(survey.tree(source, TAG).children()).hasSize(4);
        RawManifest last = manifest(MediaType.OCI_MANIFEST, imageBody("last") + " ".repeat(5_000));
        tagged(index(Stream.concat(Stream.of(large), Stream.of(last)).toArray(RawManifest[]::new)));
        assertTooMuch();
    }

    @Test
    void malformedChild_corruptNamingIt() {
        RawManifest child = manifest(MediaType.OCI_MANIFEST, "{\"layers\":[]}");
        tagged(index(image("a"), child));
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> survey.tree(source, TAG))
                .withMessageStartingWith("read image v1 at source from.example/app: got manifest %s: ", child.digest())
                .withMessageContaining("config is not a descriptor")
                .withMessageEndingWith("wanted a well-formed image");
    }

    @Test
    void missingPart_passesThrough() {
        assertThatExceptionOfType(RegistryException.Missing.class).isThrownBy(() -> survey.tree(source, TAG))
                .withMessage("read manifest v1 at source from.example/app: got 404, wanted 200");
        RawManifest gone = image("gone");
        tagged(index(image("a"), gone));
        source.manifests.remove(gone.digest());
        assertThatExceptionOfType(RegistryException.Missing.class).isThrownBy(() -> survey.tree(source, TAG))
                .withMessageContaining(gone.digest().toString());
    }

    @Test
    void inventory_asksForAllButTheRoot() {
        RawManifest a = image("a");
        RawManifest b = image("b");
        RawManifest root = tagged(index(a, b));
        ImageTree tree = survey.tree(source, TAG);
        FakeTarget target = new FakeTarget("to.example/app");
        assertThat(survey.inventory(target, tree)).isEqualTo(Inventory.empty());
        target.manifests.addAll(List.of(b.digest(), root.digest()));
        Descriptor config = Manifest.parse(a).blobs().getFirst();
        target.held.put(config.digest(), new byte[0]);
        Inventory inventory = survey.inventory(target, tree);
        assertThat(inventory.heldBlobs()).containsExactly(config.digest());
        assertThat(inventory.heldManifests()).as("the root is judged by its tag").containsExactly(b.digest());
        assertThat(inventory.siblings()).isEmpty();
        assertThat(target.asked).hasValue(2 * tree.blobs().size());
    }

    @Test
    void inventory_asksForNothingThatIsKnownToLack() {
        RawManifest a = image("a");
        tagged(index(a, image("b")));
        ImageTree tree = survey.tree(source, TAG);
        Descriptor config = Manifest.parse(a).blobs().getFirst();
        FakeTarget target = new FakeTarget("to.example/app");
        target.manifests.add(a.digest());
        target.held.put(config.digest(), new byte[0]);
        target.lacking = new Target.Lacking(_ -> true, content -> !content.digest().equals(config.digest()));
        Inventory inventory = survey.inventory(target, tree);
        assertThat(inventory.heldBlobs()).containsExactly(config.digest());
        assertThat(inventory.heldManifests()).isEmpty();
        assertThat(target.asked).hasValue(1);
    }

    @Test
    void manifestThatWasRead_isNotReadAgain() {
        RawManifest image = tagged(image("a"));
        assertThat(survey.tree(source, TAG, Optional.of(image), PlatformFilter.ALL).tree().root().raw())
                .isEqualTo(image);
        assertThat(source.read).isEmpty();
    }

    private void assertTooMuch() {
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> survey.tree(source, TAG))
                .withMessageContaining("read image v1 at source from.example/app")
                .withMessageContaining("more than 6 levels, 2000 manifests or 16777216 bytes");
    }

    private RawManifest tagged(RawManifest manifest) {
        source.manifests.put(TAG, manifest);
        return manifest;
    }

    private RawManifest image(String name) {
        return manifest(MediaType.OCI_MANIFEST, imageBody(name));
    }

    private static String imageBody(String name) {
        String config = entry(MediaType.OCI_CONFIG.text(), Digest.sha256(name.getBytes(UTF_8)), name.length());
        String layer = entry(MediaType.OCI_LAYER_GZIP.text(), Digest.sha256(new byte[0]), 0);
        return "{\"config\":%s,\"layers\":[%s]}".formatted(config, layer);
    }

    private RawManifest index(RawManifest... children) {
        return manifest(MediaType.OCI_INDEX, Stream.of(children)
                .map(child -> entry(child.mediaType(), child.digest(), child.size()))
                .collect(Collectors.joining(",", "{\"manifests\":[", "]}")));
    }

    private static String entryFor(RawManifest image, String architecture) {
        return entry(image.mediaType(), image.digest(), image.size()).replaceFirst("}$",
                ",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}".formatted(architecture));
    }

    private static String entry(String mediaType, Digest digest, int size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    private RawManifest manifest(MediaType type, String body) {
        RawManifest manifest = RawManifest.of(type.text(), body.getBytes(UTF_8));
        source.manifests.put(manifest.digest(), manifest);
        return manifest;
    }
}
