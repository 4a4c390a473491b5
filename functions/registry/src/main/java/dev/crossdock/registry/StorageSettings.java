package dev.crossdock.registry;

import dev.crossdock.storage.s3.S3Settings;
import java.nio.file.Path;

/** Where a registry keeps what it holds. */
public sealed interface StorageSettings {
    /** In a directory, which is made where it is missing. */
    record Filesystem(Path root) implements StorageSettings {
        @Override
        public String toString() {
            return root.toString();
        }
    }

    /** In a bucket of S3, or of a store that speaks like it. */
    record S3(S3Settings settings) implements StorageSettings {
        @Override
        public String toString() {
            return "bucket " + settings.bucket().name();
        }
    }
}
