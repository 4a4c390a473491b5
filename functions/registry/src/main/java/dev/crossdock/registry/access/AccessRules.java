package dev.crossdock.registry.access;

import dev.crossdock.image.Repository;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What users, groups and the anonymous may do. Rules only allow: what none of them allows is refused.
 *
 * @param groups by the name of each, its members
 * @param rules  in any order
 */
record AccessRules(Map<String, Set<String>> groups, List<Rule> rules) {
    AccessRules {
        groups = Map.copyOf(groups);
        rules = List.copyOf(rules);
    }

    /** Lets those that it means do some things in some repositories. */
    record Rule(Who who, List<RepositoryPattern> repositories, Set<Action> actions) {
        Rule {
            repositories = List.copyOf(repositories);
            actions = Set.copyOf(actions);
        }

        boolean allows(Identity identity, Repository repository, Action action) {
            return actions.contains(action) && who.means(identity)
                    && repositories.stream().anyMatch(pattern -> pattern.matches(repository));
        }
    }

    /**
     * Those that a rule means.
     *
     * @param users     by name
     * @param groups    by name
     * @param isKnown   whether every user is meant, whatever the name
     * @param isAnybody whether everybody is meant, known or not: nobody loses rights by a log-in
     */
    record Who(Set<String> users, Set<String> groups, boolean isKnown, boolean isAnybody) {
        Who {
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }

        boolean means(Identity identity) {
            if (isAnybody || identity.isAnonymous()) {
                return isAnybody;
            }
            return isKnown || users.contains(identity.name())
                    || identity.groups().stream().anyMatch(groups::contains);
        }
    }

    /** The user, with the groups that it belongs to now. */
    Identity identity(String name) {
        return new Identity(name, groups.entrySet().stream().filter(group -> group.getValue().contains(name))
                .map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet()));
    }

    boolean allow(Identity identity, Repository repository, Action action) {
        return rules.stream().anyMatch(rule -> rule.allows(identity, repository, action));
    }

    /** Whether there is anything that somebody without credentials may do. */
    boolean openToAnybody() {
        return rules.stream().anyMatch(rule -> rule.who.isAnybody);
    }
}
