package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;

/** Hears how blobs get on. Called often and from several threads. */
public interface BlobProgress {
    /** Hears nothing. */
    BlobProgress NONE = new BlobProgress() {
    };

    /** So many more bytes of the blob were handed to the target. */
    default void moved(Descriptor blob, long bytes) {}

    /** The blob goes on where an earlier process, or an earlier attempt, left it: so many bytes need not move again. */
    default void resumed(Descriptor blob, long bytes) {}

    /** Something on the blob's way that a person would want to know, in one line. */
    default void noted(Descriptor blob, String what) {}

    /** The blob starts again: what was handed over before does not count. */
    default void restarted(Descriptor blob) {}

    /** The blob is in the target. */
    default void finished(Descriptor blob, BlobOutcome outcome) {}

    /** Tells all of it on: for those who want to hear some of it besides. */
    class Relay implements BlobProgress {
        private final BlobProgress next;

        /** To whom it is told. */
        public Relay(BlobProgress next) {
            this.next = next;
        }

        @Override
        public void moved(Descriptor blob, long bytes) {
            next.moved(blob, bytes);
        }

        @Override
        public void resumed(Descriptor blob, long bytes) {
            next.resumed(blob, bytes);
        }

        @Override
        public void noted(Descriptor blob, String what) {
            next.noted(blob, what);
        }

        @Override
        public void restarted(Descriptor blob) {
            next.restarted(blob);
        }

        @Override
        public void finished(Descriptor blob, BlobOutcome outcome) {
            next.finished(blob, outcome);
        }
    }
}
