package dev.crossdock.plan;

import dev.crossdock.plan.extent.Extent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules of a configuration, in its order. */
public record Rules(List<Rule> rules) {
    /** The most rules in one configuration: each is asked about every event. */
    public static final int MAXIMUM_RULES = 1_000;

    /**
     * Copies the list in. Throws {@link RuleException} where rules can be seen to contradict: a name used twice, two
     * sources for one target tag, a target that is a source of its own rule, targets that feed other rules without end.
     * What only certain names bring about is left to {@link #targetsOf}.
     */
    public Rules {
        rules = List.copyOf(rules);
        if (rules.size() > MAXIMUM_RULES) {
            throw new RuleException("%d rules: wanted at most %d".formatted(rules.size(), MAXIMUM_RULES));
        }
        new RuleCheck(rules).check();
    }

    /**
     * Where a tag has to go: each target once, none where no rule means it. Throws {@link RuleException} where another
     * source would write one of the targets too, where a target is a source of its own rule, or where a template does not
     * make names from this source.
     */
    public List<TagLocation> targetsOf(TagLocation source) {
        return targetsOf(rules, source);
    }

    static List<TagLocation> targetsOf(List<Rule> rules, TagLocation source) {
        return List.copyOf(extents(rules, source).keySet());
    }

    /** How much of a source's image goes to a target; empty where no rule sends it there. Throws as targetsOf does. */
    public Optional<Extent> extentOf(TagLocation source, TagLocation target) {
        return Optional.ofNullable(extents(rules, source).get(target));
    }

    private static Map<TagLocation, Extent> extents(List<Rule> rules, TagLocation source) {
        Map<TagLocation, Extent> targets = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.source().matches(source)) {
                for (RuleTarget target : rule.targets()) {
                    TagLocation made = rule.targetOf(source, target);
                    requireOneSource(rules, rule, source, made);
                    Extent other = targets.putIfAbsent(made, rule.extent());
                    requireOneExtent(rule, made, other == null ? rule.extent() : other);
                }
            }
        }
        return targets;
    }

    private static void requireOneExtent(Rule rule, TagLocation made, Extent other) {
        if (!rule.extent().equals(other)) {
            throw new RuleException(("rule \"%s\" and another one would both write %s, with other platforms, referrers "
                    + "or foreign layers: wanted the same in both").formatted(rule.name(), made));
        }
    }

    private static void requireOneSource(List<Rule> rules, Rule rule, TagLocation source, TagLocation made) {
        for (Rule other : rules) {
            for (RuleTarget target : other.targets()) {
                for (TagLocation rival : SourceSearch.sources(other.source(), target, made)) {
                    if (!rival.equals(source)) {
                        throw new RuleException(
                                "rules \"%s\" and \"%s\" would both write %s, from %s and from %s: wanted one source"
                                        .formatted(rule.name(), other.name(), made, source, rival));
                    }
                }
            }
        }
    }
}
