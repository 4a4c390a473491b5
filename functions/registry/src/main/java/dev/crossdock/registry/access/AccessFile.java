package dev.crossdock.registry.access;

import dev.crossdock.registry.watch.UnusableFileException;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.settings.YamlDocument;
import dev.crossdock.settings.YamlMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The file of access rules:
 *
 * <pre>
 * groups:
 *   web: [alice, bob]
 * rules:
 *   - repositories: "public/**"
 *     anonymous: true             # everybody, logged in or not
 *     allow: pull
 *   - repositories: ["web/**", base]
 *     groups: web
 *     users: [carol]              # "*" is every user
 *     allow: [pull, push, overwrite, delete]
 * </pre>
 */
record AccessFile(Path path) {
    /** The most rules. */
    static final int MAXIMUM_RULES = 1_000;
    private static final String EVERY_USER = "*";

    /** Throws where the file cannot be used, naming place and key. */
    AccessRules read() throws UnusableFileException {
        try {
            YamlMap top = YamlDocument.read(path);
            top.onlyKeys("groups", "rules");
            Map<String, Set<String>> groups = groups(top);
            List<YamlMap> maps = top.maps("rules");
            if (maps.isEmpty() || maps.size() > MAXIMUM_RULES) {
                throw top.problem("rules", "wanted 1 to %d rules: without any, nobody may do anything".formatted(
                        MAXIMUM_RULES));
            }
            List<AccessRules.Rule> rules = new ArrayList<>();
            for (YamlMap map : maps) {
                rules.add(rule(map, groups.keySet()));
            }
            return new AccessRules(groups, rules);
        } catch (SettingsException e) {
            throw new UnusableFileException("access file " + e.getMessage(), e);
        }
    }

    private static Map<String, Set<String>> groups(YamlMap top) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        top.findMap("groups").ifPresent(map -> map.keys()
                .forEach(name -> groups.put(name, Set.copyOf(map.readAll(name, AccessFile::user)))));
        return groups;
    }

    private static AccessRules.Rule rule(YamlMap map, Set<String> groups) {
        map.onlyKeys("repositories", "users", "groups", "anonymous", "allow");
        List<RepositoryPattern> repositories = map.readAll("repositories", RepositoryPattern::parse);
        Set<Action> actions = Set.copyOf(map.readAll("allow", Action::named));
        Set<String> users = Set.copyOf(map.readAll("users", Function.identity()));
        Set<String> meant = Set.copyOf(map.readAll("groups", name -> group(name, groups)));
        boolean isAnybody = map.findFlag("anonymous").orElse(false);
        require(map, "repositories", repositories.isEmpty());
        require(map, "allow", actions.isEmpty());
        if (users.isEmpty() && meant.isEmpty() && !isAnybody) {
            throw map.problem("users", "a rule wants at least one of users, groups and anonymous: true");
        }
        return new AccessRules.Rule(new AccessRules.Who(users, meant, users.contains(EVERY_USER), isAnybody),
                repositories, actions);
    }

    private static void require(YamlMap map, String key, boolean isMissing) {
        if (isMissing) {
            throw map.problem(key, "is missing");
        }
    }

    private static String user(String name) {
        if (name.isBlank() || name.equals(EVERY_USER)) {
            throw new IllegalArgumentException("wanted the names of users");
        }
        return name;
    }

    private static String group(String name, Set<String> groups) {
        if (!groups.contains(name)) {
            throw new IllegalArgumentException("wanted a group that the file defines: %s".formatted(groups.isEmpty()
                    ? "it defines none"
                    : String.join(", ", groups)));
        }
        return name;
    }
}
