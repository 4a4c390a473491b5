package dev.crossdock.registry.content.names;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first part of a sorted list, known up to a border, and kept exact by writers that say what they did after they did
 * it. A page within it is answered from memory; one that goes on behind the border walks there, and takes the border
 * along. So nothing is read before it is asked for, and a client that asks for page after page makes all of it known.
 *
 * <p>A name may come or go while a walk is on its way, with the walk having passed its place already. So changes during a
 * walk are written down, and made again once the walk's names have been taken over.
 */
public final class KnownNames {
    /** The most changes that are written down during one walk; with more, its names are not remembered. */
    static final int MAXIMUM_CHANGES = 10_000;

    private final int maximum;
    private final TreeSet<String> names = new TreeSet<>();
    private String border = "";
    private boolean isWhole;
    private @Nullable Extension extension;

    /** Remembers at most so many. */
    public KnownNames(int maximum) {
        this.maximum = maximum;
    }

    /** A name that was added or removed. */
    private record Change(String name, boolean isAddition) {}

    /** A walk from the border on, and what happened meanwhile. */
    private static final class Extension {
        private final List<Change> changes = new ArrayList<>();
    }

    /** What memory says to a page, and where the walk has to go on. */
    private record Known(List<String> names, String reached, boolean isEnough, @Nullable Extension extension) {}

    /** The first names after {@code after}, at most {@code limit}. */
    public List<String> page(String after, int limit, NameWalk walk) {
        Known known = known(after, limit);
        if (known.isEnough) {
            return known.names;
        }
        int wanted = limit - known.names.size();
        List<String> walked = List.of();
        boolean isDone = false;
        try {
            walked = walk.after(known.reached, wanted);
            isDone = true;
        } finally {
            end(known.extension, isDone, walked, walked.size() < wanted);
        }
        List<String> all = new ArrayList<>(known.names);
        all.addAll(walked);
        return all;
    }

    private synchronized Known known(String after, int limit) {
        List<String> found = new ArrayList<>();
        for (String name : names.tailSet(after, false)) {
            if (found.size() == limit) {
                break;
            }
            found.add(name);
        }
        if (found.size() == limit || isWhole) {
            return new Known(found, "", true, null);
        }
        boolean isAtBorder = after.compareTo(border) <= 0;
        boolean isTaken = isAtBorder && extension == null && names.size() < maximum;
        extension = isTaken ? new Extension() : extension;
        return new Known(found, isAtBorder ? border : after, false, isTaken ? extension : null);
    }

    private synchronized void end(@Nullable Extension mine, boolean isDone, List<String> walked, boolean isEnd) {
        if (mine == null || mine != extension) {
            return;
        }
        extension = null;
        if (!isDone) {
            return;
        }
        names.addAll(walked);
        isWhole = isEnd;
        border = walked.isEmpty() ? border : walked.getLast();
        mine.changes.forEach(this::apply);
    }

    /** Called after the name has been written. */
    public void add(String name) {
        change(new Change(name, true));
    }

    /** Called after the name has gone. */
    public void remove(String name) {
        change(new Change(name, false));
    }

    private synchronized void change(Change change) {
        if (extension != null) {
            extension.changes.add(change);
            extension = extension.changes.size() > MAXIMUM_CHANGES ? null : extension;
        }
        apply(change);
    }

    private void apply(Change change) {
        if (!change.isAddition) {
            names.remove(change.name);
        } else if (isWhole || change.name.compareTo(border) <= 0) {
            names.add(change.name);
            shrink();
        }
    }

    /** Moves the border back, away from names that are too many. */
    private void shrink() {
        while (names.size() > maximum) {
            names.pollLast();
            border = names.isEmpty() ? "" : names.last();
            isWhole = false;
            extension = null;
        }
    }

    /** Knows nothing any more: after a write of which nobody can say whether it was made. */
    public synchronized void forget() {
        names.clear();
        border = "";
        isWhole = false;
        extension = null;
    }

    /** How many are remembered. */
    public synchronized int size() {
        return names.size();
    }
}
