package dev.crossdock.registry.access.token;

import java.util.List;
import java.util.Set;

/**
 * A token whose signature and claims are good.
 *
 * @param subject whose it is; empty where the issuer knows nobody by it
 * @param grants  what it allows
 */
// tidy: public what this room tells access, which alone uses it
public record VerifiedToken(String subject, List<Grant> grants) {
    private static final String EVERYTHING = "*";

    /** Copies the grants in. */
    public VerifiedToken {
        grants = List.copyOf(grants);
    }

    /** Some actions on one thing. */
    record Grant(String type, String name, Set<String> actions) {
        Grant {
            actions = Set.copyOf(actions);
        }
    }

    /** Whether it allows the action; all of them where it grants {@code *}. */
    public boolean allows(String type, String name, String action) {
        return grants.stream().anyMatch(grant -> grant.type.equals(type) && grant.name.equals(name)
                && (grant.actions.contains(action) || grant.actions.contains(EVERYTHING)));
    }
}
