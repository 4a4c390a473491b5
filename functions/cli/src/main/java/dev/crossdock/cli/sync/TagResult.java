package dev.crossdock.cli.sync;

import dev.crossdock.cli.copy.CopyReport;
import dev.crossdock.cli.shell.Explanation;
import dev.crossdock.image.Tag;
import dev.crossdock.replication.Outcome;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one tag.
 *
 * @param ended  how it ended; empty where it failed
 * @param report what moved for it
 * @param failure why it failed
 */
record TagResult(Tag tag, Optional<Outcome> ended, CopyReport report, Optional<RuntimeException> failure) {
    static TagResult of(Tag tag, Outcome outcome, CopyReport report) {
        return new TagResult(tag, Optional.of(outcome), report, Optional.empty());
    }

    static TagResult failed(Tag tag, RuntimeException failure, CopyReport report) {
        return new TagResult(tag, Optional.empty(), report, Optional.of(failure));
    }

    /** In one word, for tables and scripts. */
    String word() {
        return ended.map(outcome -> switch (outcome) {
            case PUBLISHED -> "copied";
            case UNCHANGED, SUPERSEDED, GONE -> outcome.name().toLowerCase(Locale.ROOT);
        }).orElse("failed");
    }

    /** Why it failed, in one line; empty where it did not. */
    Optional<String> reason() {
        return failure.map(Explanation::of).map(reason -> reason.replace('\n', ' '));
    }
}
