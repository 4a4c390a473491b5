package dev.crossdock.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All rules of a configuration, in its order. */
public record Rules(List<Rule> rules) {
    /** The most rules in one configuration: each is asked about every event. */
    public static final int MAXIMUM_RULES = 1_000;

    /**
     * Copies the list in. Throws {@link RuleException} where rules can be seen to contradict: a name used twice, many
     * sources for one target tag, a target that is a source of its own rule.
     */
    public Rules {
        rules = List.copyOf(rules);
    }

    /**
     * Where a tag has to go: each target once, none where no rule means it. Throws {@link RuleException} where another
     * source would write one of the targets too, where a target is a source of its own rule, or where a template does not
     * make names from this source.
     */
    public List<TagLocation> targetsOf(TagLocation source) {
        Set<TagLocation> targets = new LinkedHashSet<>();
        for (Rule rule : rules) {
            if (rule.source().matches(source)) {
                for (RuleTarget target : rule.targets()) {
                    targets.add(target.of(source));
                }
            }
        }
        return List.copyOf(targets);
    }
}
