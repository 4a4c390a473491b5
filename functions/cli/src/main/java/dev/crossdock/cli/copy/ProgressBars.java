package dev.crossdock.cli.copy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bar for each blob on its way, painted over ten times a second on a terminal; nothing elsewhere. */
public final class ProgressBars implements BlobProgress, AutoCloseable {
    private static final long FRAME_MILLIS = 100;
    private static final int WIDTH = 30;
    private static final String CLEAR_BELOW = "\r\u001b[J";

    /** How much is said on the way. */
    public enum Manner {
        /** Nothing. */
        SILENT,
        /** A line where something happens that a person would want to know. */
        LINES,
        /** The same, and a bar for each blob. */
        BARS;

        /** What suits a person who wants quiet, or reads on a terminal. */
        public static Manner of(boolean quiet, boolean terminal) {
            if (quiet) {
                return SILENT;
            }
            return terminal ? BARS : LINES;
        }
    }

    private static final class Bar {
        private final long size;
        private long moved;

        Bar(long size) {
            this.size = size;
        }
    }

    private final PrintWriter out;
    private final Map<Digest, Bar> bars = new LinkedHashMap<>();
    private final Manner manner;
    private final @Nullable Thread painter;
    private int painted;
    private boolean closed;

    /** Paints only where asked to. */
    public ProgressBars(PrintWriter out, Manner manner) {
        this.out = out;
        this.manner = manner;
        this.painter = manner == Manner.BARS
                ? Thread.ofPlatform().name("progress").daemon().start(this::paintUntilClosed)
                : null;
    }

    @Override
    public void moved(Descriptor blob, long bytes) {
        if (painter != null) {
            synchronized (bars) {
                bars.computeIfAbsent(blob.digest(), _ -> new Bar(blob.size())).moved += bytes;
            }
        }
    }

    @Override
    public void resumed(Descriptor blob, long bytes) {
        moved(blob, bytes);
        say(blob, "resumed at %s of %s".formatted(Bytes.of(bytes), Bytes.of(blob.size())));
    }

    @Override
    public void noted(Descriptor blob, String what) {
        say(blob, what);
    }

    /** Above the bars, if there are any: the next frame stands below the line. */
    private void say(Descriptor blob, String what) {
        if (manner == Manner.SILENT) {
            return;
        }
        synchronized (bars) {
            out.println((painter == null ? "" : rewind()) + blob.digest().abbreviated() + ": " + what);
            out.flush();
            painted = 0;
        }
    }

    @Override
    public void restarted(Descriptor blob) {
        synchronized (bars) {
            bars.remove(blob.digest());
        }
    }

    @Override
    public void finished(Descriptor blob, BlobOutcome outcome) {
        synchronized (bars) {
            bars.remove(blob.digest());
        }
    }

    private void paintUntilClosed() {
        synchronized (bars) {
            while (!closed) {
                paint();
                try {
                    bars.wait(FRAME_MILLIS);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private void paint() {
        StringBuilder frame = new StringBuilder(rewind());
        for (Map.Entry<Digest, Bar> entry : bars.entrySet()) {
            Bar bar = entry.getValue();
            int full = (int) Math.min(WIDTH, bar.moved * (double) WIDTH / Math.max(1, bar.size));
            frame.append(entry.getKey().abbreviated()).append(" [").repeat("#", full).repeat(" ", WIDTH - full)
                    .append("] ").append(Bytes.of(bar.moved)).append(" / ").append(Bytes.of(bar.size)).append('\n');
        }
        painted = bars.size();
        out.print(frame);
        out.flush();
    }

    private String rewind() {
        return painted == 0 ? CLEAR_BELOW : "\u001b[" + painted + "A" + CLEAR_BELOW;
    }

    /** Leaves the terminal as if no bar had been there. */
    @Override
    public void close() {
        synchronized (bars) {
            closed = true;
            if (painter != null) {
                out.print(rewind());
                out.flush();
            }
            bars.notifyAll();
        }
    }
}
