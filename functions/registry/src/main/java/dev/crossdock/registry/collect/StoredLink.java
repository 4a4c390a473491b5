package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.time.Instant;
import java.util.Optional;

/**
 * A link as it lies in storage.
 *
 * @param tree     its place: the folder, or what would be one
 * @param named    what the place says
 * @param target   what the link says, which alone decides; empty where it is torn
 * @param modified when it was last written
 */
record StoredLink(StoragePath tree, Digest named, Optional<Digest> target, Instant modified) {
    StoragePath path() {
        return tree.resolve("link");
    }

    /**
     * What has to stay for its sake. A torn link stands for what its place says, since by SHA-256 the two are never
     * different; by another algorithm nobody can tell, and so nobody may delete.
     */
    Digest kept() {
        if (target.isPresent()) {
            return target.get();
        }
        if (named.algorithm() == DigestAlgorithm.SHA256) {
            return named;
        }
        throw new StorageException(
                ("read link %s: it is torn, and nothing else says which blob it keeps: remove the file, or "
                        + "push the image again").formatted(path()));
    }
}
