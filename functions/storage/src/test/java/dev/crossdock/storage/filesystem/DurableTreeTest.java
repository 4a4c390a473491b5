package dev.crossdock.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTreeTest {
    private static final int SESSIONS = 1000;

    @TempDir
    private Path root;

    /** What an upload does: a directory of its own, whose file moves away and which is then deleted. */
    @Test
    void sessionsThatEnd_leaveNothingRemembered() throws IOException {
        DurableTree tree = new DurableTree(root);
        Path blob = root.resolve("blobs/one/data");
        for (int i = 0; i < SESSIONS; i++) {
            Path session = root.resolve("uploads/" + i);
            tree.create(session);
            tree.rename(Files.createFile(session.resolve("data")), blob);
            tree.sync(DurableTree.parent(blob));
            tree.delete(session);
        }
        assertThat(tree.waiting()).as("uploads itself").isEqualTo(1);
    }

    @Test
    void delete_ofATree_forgetsAllBeneath() throws IOException {
        DurableTree tree = new DurableTree(root);
        tree.create(root.resolve("a/b/c"));
        Files.createFile(root.resolve("a/b/file"));

        tree.delete(root.resolve("a"));

        assertThat(tree.waiting()).isZero();
        assertThat(root.resolve("a")).doesNotExist();
        assertThatThrownBy(() -> tree.delete(root.resolve("a"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void sync_remembersNothingOnItsWayUp() throws IOException {
        DurableTree tree = new DurableTree(root);
        tree.create(root.resolve("a/b/c"));

        tree.sync(root.resolve("a/b/c"));

        assertThat(tree.waiting()).isZero();
    }
}
