package dev.crossdock.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong, so that a person sees all of it at once. */
public final class Problems {
    /** Beyond these, the first ones have to be solved anyway. */
    private static final int MAXIMUM_PROBLEMS = 50;

    private final List<String> problems = new ArrayList<>();

    /** What the reader gives, or empty where it fails: then its problems are kept. */
    public <T> Optional<T> attempt(Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (SettingsException e) {
            add(e.problems());
            return Optional.empty();
        }
    }

    /** The same, of a reader that gives nothing. */
    public void check(Runnable reader) {
        attempt(() -> {
            reader.run();
            return true;
        });
    }

    private void add(List<String> more) {
        for (String problem : more) {
            if (problems.size() < MAXIMUM_PROBLEMS && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    SettingsException exception() {
        return new SettingsException(problems);
    }

    /** Throws what was kept, if anything was. */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw exception();
        }
    }
}
