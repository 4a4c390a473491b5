package dev.crossdock.storage.filesystem;

import dev.crossdock.storage.AppendSessionContract;
import dev.crossdock.storage.StorageDriver;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileAppendSessionTest extends AppendSessionContract {
    @TempDir
    private Path root;

    @Override
    protected StorageDriver open() {
        return FilesystemDriver.open(root);
    }
}
