package dev.crossdock.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.storage.AppendSessionContract;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAppendSessionTest extends AppendSessionContract {
    @TempDir
    private Path root;

    @Override
    protected StorageDriver open() {
        return FilesystemDriver.open(root);
    }

    @Test
    void commit_ofWhatIsThereAlready_syncsWhatAnotherLeftUnsynced() throws IOException {
        Path place = root.resolve("a/b/c");
        DurableTree tree = new DurableTree(root);
        tree.create(DurableTree.parent(place));
        Files.writeString(place, "same");
        Path file = root.resolve("upload.tmp");
        try (FileAppendSession session = new FileAppendSession(file, tree, path -> place)) {
            session.write(ByteBuffer.wrap("same".getBytes(UTF_8)));
            session.commit(new StoragePath("a/b/c"));
        }
        assertThat(tree.waiting()).isZero();
        assertThat(file).doesNotExist();
        assertThat(place).hasContent("same");
    }
}
