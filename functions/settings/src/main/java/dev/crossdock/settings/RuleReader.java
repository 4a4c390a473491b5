package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.plan.extent.Extent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads {@code rules}. */
final class RuleReader {
    private static final List<String> RULE_KEYS = List.of("name", "source", "targets", "referrers", "platforms",
            "platformsMode", "foreignLayers");

    private final Set<String> registries;

    /** @param registries the names that rules may use */
    RuleReader(Set<String> registries) {
        this.registries = registries;
    }

    Rules read(YamlMap top) {
        Problems problems = new Problems();
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap map : top.maps("rules")) {
            problems.attempt(() -> rule(map)).ifPresent(rule -> {
                rules.add(rule);
                if (!names.add(rule.name())) {
                    problems.check(() -> {
                        throw map.problem("name",
                                "\"%s\" names another rule as well".formatted(Quoted.capped(rule.name())));
                    });
                }
            });
        }
        problems.throwIfAny();
        return valid(top, "rules", () -> new Rules(rules));
    }

    private Rule rule(YamlMap map) {
        Problems problems = new Problems();
        problems.check(() -> map.onlyKeys(RULE_KEYS));
        Optional<String> name = problems.attempt(() -> map.read("name", Function.identity()));
        Optional<RuleSource> source = problems.attempt(() -> source(map.map("source")));
        List<RuleTarget> targets = new ArrayList<>();
        for (YamlMap target : problems.attempt(() -> map.maps("targets")).orElse(List.of())) {
            problems.attempt(() -> target(target)).ifPresent(targets::add);
        }
        Optional<Extent> extent = problems.attempt(() -> ExtentReader.read(map));
        problems.throwIfAny();
        return valid(map, "targets",
                () -> new Rule(name.orElseThrow(), source.orElseThrow(), targets, extent.orElseThrow()));
    }

    private RuleSource source(YamlMap map) {
        Problems problems = new Problems();
        problems.check(() -> map.onlyKeys("registry", "repositories", "tags"));
        Optional<String> registry = problems.attempt(() -> map.read("registry", this::known));
        Optional<List<Glob>> repositories = problems.attempt(() -> globs(map, "repositories"));
        Optional<List<Glob>> tags = problems.attempt(() -> globs(map, "tags"));
        problems.throwIfAny();
        return valid(map, "registry",
                () -> new RuleSource(registry.orElseThrow(), repositories.orElseThrow(), tags.orElseThrow()));
    }

    private static List<Glob> globs(YamlMap map, String key) {
        List<Glob> globs = map.readAll(key, Glob::new);
        if (globs.isEmpty()) {
            throw map.problem(key,
                    "wanted at least one pattern, such as [\"team/**\"] for repositories or [\"*\"] for tags");
        }
        return globs;
    }

    private RuleTarget target(YamlMap map) {
        Problems problems = new Problems();
        problems.check(() -> map.onlyKeys("registry", "repository", "tag"));
        Optional<String> registry = problems.attempt(() -> map.read("registry", this::known));
        Optional<Template> repository = problems.attempt(() -> template(map, "repository", "{repository}"));
        Optional<Template> tag = problems.attempt(() -> template(map, "tag", "{tag}"));
        problems.throwIfAny();
        return valid(map, map.has("repository") ? "repository" : "tag",
                () -> new RuleTarget(registry.orElseThrow(), repository.orElseThrow(), tag.orElseThrow()));
    }

    private static Template template(YamlMap map, String key, String otherwise) {
        return map.find(key, Template::new).orElseGet(() -> new Template(otherwise));
    }

    private String known(String registry) {
        if (!registries.contains(registry)) {
            throw new IllegalArgumentException("registry \"%s\" stands not under registries; the nearest is \"%s\""
                    .formatted(Quoted.capped(registry), NearestKey.to(registry, registries)));
        }
        return registry;
    }

    private static <T> T valid(YamlMap map, String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw map.problem(key, String.valueOf(e.getMessage()));
        }
    }
}
