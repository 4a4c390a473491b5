package dev.crossdock.plan;

import dev.crossdock.image.Quoted;
import dev.crossdock.plan.extent.Extent;
import java.util.List;

/**
 * A standing wish: what is tagged at the source shall be tagged at each target.
 *
 * @param extent how much of each image
 */
public record Rule(String name, RuleSource source, List<RuleTarget> targets, Extent extent) {
    /** The longest name of a rule, in characters. */
    public static final int MAXIMUM_NAME_LENGTH = 128;

    /**
     * Throws IllegalArgumentException for an empty or overlong name, where there is no target, or where a target leaves
     * out what tells its sources apart. Copies the list in.
     */
    public Rule {
        targets = List.copyOf(targets);
        if (name.isBlank() || name.length() > MAXIMUM_NAME_LENGTH) {
            throw new IllegalArgumentException("rule \"%s\": wanted a name of 1 to %d characters"
                    .formatted(Quoted.capped(name), MAXIMUM_NAME_LENGTH));
        }
        if (targets.isEmpty()) {
            throw wrong(name, "wanted at least one target");
        }
        for (RuleTarget target : targets) {
            requireToldApart(name, target, Template.REPOSITORY, source.repositories());
            requireToldApart(name, target, Template.TAG, source.tags());
        }
    }

    /** A rule that takes whole images, with everything that belongs to them. */
    public Rule(String name, RuleSource source, List<RuleTarget> targets) {
        this(name, source, targets, Extent.WHOLE);
    }

    private static void requireToldApart(String name, RuleTarget target, String placeholder, List<Glob> globs) {
        boolean single = globs.size() == 1 && globs.getFirst().literal().isPresent();
        if (!single && !target.repository().uses(placeholder) && !target.tag().uses(placeholder)) {
            throw wrong(name, ("many sources would write one tag at %s/%s:%s: wanted %s in the target's repository "
                    + "or tag, or a source without patterns").formatted(target.registry(), target.repository(),
                            target.tag(), placeholder));
        }
    }

    private static RuleException wrong(String name, String why) {
        return new RuleException("rule \"%s\": %s".formatted(Quoted.capped(name), why));
    }

    /** Where one target of this rule puts a source. */
    TagLocation targetOf(TagLocation location, RuleTarget target) {
        TagLocation made;
        try {
            made = target.of(location);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "target of %s in %s: %s".formatted(location, target.registry(), e.getMessage()));
        }
        if (source.matches(made)) {
            throw wrong(name, ("target %s of %s is a source of the same rule, so it would go round and round: "
                    + "wanted patterns that leave it out").formatted(made, location));
        }
        return made;
    }
}
