package dev.crossdock.image;

import static dev.crossdock.image.Sample.imageNamed;
import static dev.crossdock.image.Sample.indexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ImageTreeTest {
    private static final Manifest A = imageNamed("a");
    private static final Manifest B = imageNamed("b");
    private static final Manifest C = imageNamed("c");

    @Test
    void oneImage_isItsOwnTree() {
        ImageTree tree = new ImageTree(A);
        assertThat(tree.childrenFirst()).containsExactly(A);
        assertThat(tree.blobs()).containsExactlyElementsOf(A.blobs());
    }

    @Test
    void childrenFirst_eachOnceAndAfterAllBeneathIt() {
        Manifest inner = indexOf(List.of(B, A));
        Manifest root = indexOf(List.of(A, inner, C, A));
        ImageTree tree = new ImageTree(root,
                List.of(leaf(A), new ImageTree(inner, List.of(leaf(B), leaf(A))), leaf(C), leaf(A)));
        assertThat(tree.childrenFirst()).containsExactly(A, B, inner, C, root);
    }

    @Test
    void blobs_eachDigestOnceInTheOrderOfTheManifests() {
        ImageTree tree = new ImageTree(indexOf(List.of(B, A)), List.of(leaf(B), leaf(A)));
        assertThat(tree.blobs()).extracting(Descriptor::digest).containsExactly(Sample.digest("b"),
                Sample.digest("layer"), Sample.digest("a"));
    }

    @Test
    void childNotRead_mayBeLeftOut() {
        assertThat(new ImageTree(indexOf(List.of(A, B)), List.of(leaf(B))).childrenFirst()).hasSize(2).startsWith(B);
    }

    @Test
    void childNotNamed_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageTree(indexOf(List.of(A)), List.of(leaf(B))))
                .withMessageContaining("%s is none of its children", B.digest());
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageTree(A, List.of(leaf(A))));
    }

    @Test
    void children_copiedIn() {
        List<ImageTree> children = new ArrayList<>(List.of(leaf(A)));
        ImageTree tree = new ImageTree(indexOf(List.of(A)), children);
        children.clear();
        assertThat(tree.children()).hasSize(1);
    }

    @Test
    void depth_upToTheMaximum() {
        ImageTree tree = leaf(A);
        for (int depth = 2; depth <= ImageTree.MAXIMUM_DEPTH; depth++) {
            tree = new ImageTree(indexOf(List.of(tree.root())), List.of(tree));
        }
        ImageTree deepest = tree;
        assertThat(deepest.childrenFirst()).hasSize(ImageTree.MAXIMUM_DEPTH).startsWith(A).endsWith(deepest.root());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageTree(indexOf(List.of(deepest.root())), List.of(deepest)))
                .withMessageContaining("deeper than 6 levels");
    }

    @Test
    void manifests_upToTheMaximum() {
        List<Manifest> images = IntStream.range(0, ImageTree.MAXIMUM_MANIFESTS).mapToObj(i -> imageNamed("i" + i))
                .toList();
        List<Manifest> fitting = images.subList(1, images.size());
        ImageTree full = new ImageTree(indexOf(fitting), fitting.stream().map(ImageTreeTest::leaf).toList());
        assertThat(full.childrenFirst()).hasSize(ImageTree.MAXIMUM_MANIFESTS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageTree(indexOf(images), images.stream().map(ImageTreeTest::leaf).toList()))
                .withMessageContaining("more than 2000 manifests");
    }

    private static ImageTree leaf(Manifest manifest) {
        return new ImageTree(manifest);
    }
}
