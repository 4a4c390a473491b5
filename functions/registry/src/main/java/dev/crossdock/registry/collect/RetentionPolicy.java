package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.guard.Glob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which tags go when. It decides, and deletes nothing. */
public record RetentionPolicy(List<Rule> rules) {
    /** Every tag stays. */
    public static final RetentionPolicy NONE = new RetentionPolicy(List.of());

    /** Tags by which clients find signatures and the like of an image; they are nobody's releases, and go with nothing. */
    private static final Pattern REFERRERS_TAG = Pattern.compile("sha256-[0-9a-f]{64}(\\..*)?");
    private static final Comparator<Pushed> LATEST_FIRST = Comparator.comparing(Pushed::time).reversed()
            .thenComparing(Pushed::tag);

    /** Copies the list in. */
    public RetentionPolicy {
        rules = List.copyOf(rules);
    }

    /**
     * Of the tags that fit, those go that are beyond the latest ones and also old enough.
     *
     * @param repository pattern of names
     * @param tags       pattern of tags
     * @param keepLatest so many of those that fit stay, however old
     * @param olderThan  and what is younger stays
     */
    public record Rule(Glob repository, Glob tags, int keepLatest, Duration olderThan) {
        /** Throws IllegalArgumentException for a negative number, and for a rule by which everything goes at once. */
        public Rule {
            if (keepLatest < 0 || olderThan.isNegative() || (keepLatest == 0 && olderThan.isZero())) {
                throw new IllegalArgumentException(
                        ("retention rule for %s:%s: wanted keeplatest of 1 or more, or olderthan "
                                + "above 0, or both").formatted(repository, tags));
            }
        }
    }

    /** A tag, and when it was pushed to what it points at. */
    public record Pushed(Tag tag, Digest digest, Instant time) {}

    /** Whether any rule is for this repository. */
    public boolean concerns(Repository repository) {
        return rules.stream().anyMatch(rule -> rule.repository.matches(repository.name()));
    }

    /** The tags that go. For each tag the first rule that fits it is the one that counts. */
    public List<Pushed> decide(Repository repository, List<Pushed> tags, Instant now) {
        List<Rule> concerned = rules.stream().filter(rule -> rule.repository.matches(repository.name())).toList();
        List<Pushed> going = new ArrayList<>();
        for (Rule rule : concerned) {
            List<Pushed> fitting = tags.stream()
                    .filter(tag -> rule(concerned, tag.tag()).filter(rule::equals).isPresent())
                    .sorted(LATEST_FIRST).toList();
            fitting.stream().skip(rule.keepLatest).filter(tag -> tag.time().isBefore(now.minus(rule.olderThan)))
                    .forEach(going::add);
        }
        return going;
    }

    private static Optional<Rule> rule(List<Rule> rules, Tag tag) {
        return REFERRERS_TAG.matcher(tag.name()).matches()
                ? Optional.empty()
                : rules.stream().filter(rule -> rule.tags.matches(tag.name())).findFirst();
    }
}
