package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StoredStat;

/** Collects the blobs that no link names, once every repository has been passed. */
final class BlobPass {
    private final Round round;

    BlobPass(Round round) {
        this.round = round;
    }

    void run() {
        round.store().blobs(this::visit);
    }

    private void visit(Digest digest) {
        round.goOn();
        if (round.live().has(digest)) {
            return;
        }
        round.store().blob(digest).filter(round::isOld).map(StoredStat::size).ifPresent(size -> {
            if (round.condemn(digest, () -> delete(digest))) {
                round.tell("blob %s goes: %d bytes".formatted(digest, size));
                round.count(collected -> collected.blob(size));
            }
        });
    }

    /** What is young again has been written anew since it was found. A loss of power that undoes this leaves it for the next. */
    private boolean delete(Digest digest) {
        return round.store().blob(digest).filter(round::isOld).isPresent()
                && round.store().driver().delete(Layout.blobTree(digest), Durability.RELAXED);
    }
}
