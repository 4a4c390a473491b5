package dev.crossdock.plan;

import java.util.List;

/** A standing wish: what is tagged at the source shall be tagged at each target. */
public record Rule(String name, RuleSource source, List<RuleTarget> targets) {
    /** The longest name of a rule, in characters. */
    public static final int MAXIMUM_NAME_LENGTH = 128;

    /** Throws IllegalArgumentException for an empty or overlong name, or where there is no target. Copies the list in. */
    public Rule {
        targets = List.copyOf(targets);
        if (name.isBlank() || name.length() > MAXIMUM_NAME_LENGTH) {
            throw new IllegalArgumentException("rule \"%s\": wanted a name of 1 to %d characters"
                    .formatted(Quoted.capped(name), MAXIMUM_NAME_LENGTH));
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "rule \"%s\": wanted at least one target".formatted(Quoted.capped(name)));
        }
    }
}
