package dev.crossdock.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.AppendSessionContract;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void large_isWrittenToTheDiskWhileItGrows() throws IOException {
        AtomicInteger syncs = new AtomicInteger();
        Path place = root.resolve("large");
        try (FileAppendSession session = new FileAppendSession(root.resolve("upload.tmp"), new DurableTree(root),
                path -> place, channel -> all -> {
                    channel.force(all);
                    syncs.incrementAndGet();
                })) {
            fill(session, EarlySync.EVERY_BYTES);
            session.commit(new StoragePath("large"));
        }
        assertThat(syncs).hasValue(2);
        assertThat(place).hasSize(EarlySync.EVERY_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"true, 1048576", "true, 67108864", "false, 67108864"})
    void bytesThatTheDiskRefused_areNeitherCommittedNorGoneOnFrom(boolean isCommitted, long bytes) {
        Path file = root.resolve("upload.tmp");
        FileAppendSession session = new FileAppendSession(file, new DurableTree(root), path -> root.resolve("large"),
                channel -> all -> {
                    throw new IOException("Input/output error");
                });
        fill(session, bytes);
        assertThatThrownBy(() -> {
            if (isCommitted) {
                session.commit(new StoragePath("large"));
            } else {
                session.close();
            }
        }).isInstanceOf(StorageException.class).hasMessageContaining("Input/output error");

        assertThat(root.resolve("large")).doesNotExist();
        assertThat(file).doesNotExist();
    }

    private static void fill(FileAppendSession session, long bytes) {
        byte[] piece = new byte[1 << 20];
        for (long written = 0; written < bytes; written += piece.length) {
            session.write(ByteBuffer.wrap(piece));
        }
    }
}
