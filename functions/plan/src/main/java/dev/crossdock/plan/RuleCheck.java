package dev.crossdock.plan;

import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries rules on sources that their own patterns describe, before any real one comes: each star is left out, becomes one
 * component, or two. What goes wrong with these can go wrong with real ones, so nothing sound is refused; what needs a
 * cleverer name is found when it comes.
 */
final class RuleCheck {
    /** The most sources that one rule is tried on. */
    private static final int MAXIMUM_SAMPLES = 36;
    /** The most times that a target may be the source of a further rule. */
    private static final int MAXIMUM_HOPS = 16;
    /** The most targets that are followed from one source. */
    private static final int MAXIMUM_TARGETS = 10_000;

    private static final List<String> FILLINGS = List.of("a", "", "a/a");

    private final List<Rule> rules;

    RuleCheck(List<Rule> rules) {
        this.rules = rules;
    }

    void check() {
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!names.add(rule.name())) {
                throw new RuleException("rule \"%s\": two rules have this name".formatted(Quoted.capped(rule.name())));
            }
        }
        Set<TagLocation> samples = new LinkedHashSet<>();
        for (Rule rule : rules) {
            samples.addAll(samples(rule.source()));
        }
        for (TagLocation sample : samples) {
            follow(sample);
        }
    }

    /** Two-way rules come back to where they began and end there; what never comes back never ends. */
    private void follow(TagLocation sample) {
        Set<TagLocation> seen = new HashSet<>();
        Set<TagLocation> reached = Set.of(sample);
        for (int hop = 0; !reached.isEmpty(); hop++) {
            if (hop > MAXIMUM_HOPS || seen.size() > MAXIMUM_TARGETS) {
                throw new RuleException("rules send %s on and on, at last to %s: wanted patterns that end somewhere"
                        .formatted(sample, reached.iterator().next()));
            }
            Set<TagLocation> next = new LinkedHashSet<>();
            for (TagLocation location : reached) {
                if (seen.add(location)) {
                    next.addAll(targets(location));
                }
            }
            reached = next;
        }
    }

    private List<TagLocation> targets(TagLocation location) {
        for (Rule rule : rules) {
            if (rule.source().matches(location) && rule.targets().stream().anyMatch(t -> !makesNames(t, location))) {
                return List.of();
            }
        }
        return Rules.targetsOf(rules, location);
    }

    private static boolean makesNames(RuleTarget target, TagLocation location) {
        try {
            target.of(location);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Set<TagLocation> samples(RuleSource source) {
        Set<TagLocation> samples = new LinkedHashSet<>();
        for (Glob repository : source.repositories()) {
            for (Glob tag : source.tags()) {
                for (String filling : FILLINGS) {
                    if (samples.size() < MAXIMUM_SAMPLES) {
                        addSample(samples, source, filled(repository, filling), filled(tag, "a"));
                    }
                }
            }
        }
        return samples;
    }

    private static void addSample(Set<TagLocation> samples, RuleSource source, String repository, String tag) {
        try {
            TagLocation sample = new TagLocation(source.registry(), new Repository(repository), new Tag(tag));
            if (source.matches(sample)) {
                samples.add(sample);
            }
        } catch (IllegalArgumentException _) {
            // This filling makes no name of this pattern.
        }
    }

    private static String filled(Glob glob, String filling) {
        return glob.text().replace("**", filling).replace("*", filling);
    }
}
