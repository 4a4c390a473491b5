package dev.crossdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final TagLocation APP = TagLocation.parse("edge/team/app:1");

    @Test
    void targets_ofARuleThatMeansTheTag() {
        Rules rules = rules(rule("team", "edge/team/**:*", "prod/mirror/{repository}:{tag}"));

        assertThat(targets(rules, "edge/team/app:1")).containsExactly("prod/mirror/team/app:1");
        assertThat(targets(rules, "edge/other/app:1")).isEmpty();
        assertThat(targets(rules, "lab/team/app:1")).isEmpty();
    }

    @Test
    void severalRulesAndTargets_eachTargetOnce_inOrder() {
        Rules rules = rules(
                rule("all", "edge/**:*", "prod/{repository}:{tag}", "west/{registry}/{repository}:{tag}"),
                rule("releases", "edge/team/*:v*", "prod/{repository}:{tag}", "east/{repository}:{tag}"));

        assertThat(targets(rules, "edge/team/app:v1")).containsExactly("prod/team/app:v1", "west/edge/team/app:v1",
                "east/team/app:v1");
        assertThat(targets(rules, "edge/team/app:1")).containsExactly("prod/team/app:1", "west/edge/team/app:1");
    }

    @Test
    void anyOfSeveralPatterns_isEnough() {
        RuleSource source = new RuleSource("edge", List.of(new Glob("a"), new Glob("b/*")),
                List.of(new Glob("1"), new Glob("2.*")));
        Rules rules = new Rules(List.of(new Rule("r", source, List.of(target("prod/{repository}:{tag}")))));

        assertThat(targets(rules, "edge/a:1")).hasSize(1);
        assertThat(targets(rules, "edge/b/x:2.1")).hasSize(1);
        assertThat(targets(rules, "edge/b:1")).isEmpty();
        assertThat(targets(rules, "edge/a:3")).isEmpty();
    }

    @Test
    void emptyRules_sendNothing() {
        assertThat(rules().targetsOf(APP)).isEmpty();
    }

    @Test
    void sameName_isRefused() {
        assertRefused("two rules have this name", rule("r", "edge/a:*", "prod/{repository}:{tag}"),
                rule("r", "edge/b:*", "prod/{repository}:{tag}"));
    }

    @Test
    void manySourcesForOneTag_areRefusedInOneRule() {
        assertThatThrownBy(() -> rule("r", "edge/team/*:*", "prod/all:{tag}"))
                .isInstanceOf(RuleException.class).hasMessageContaining("many sources would write one tag")
                .hasMessageContaining("{repository}");
        assertThatThrownBy(() -> rule("r", "edge/team/a:v*", "prod/{repository}:latest"))
                .isInstanceOf(RuleException.class).hasMessageContaining("{tag}");
    }

    @Test
    void oneSourceForOneTag_mayBeRenamed() {
        Rules rules = rules(rule("r", "edge/team/app:stable", "prod/app:latest"));
        assertThat(targets(rules, "edge/team/app:stable")).containsExactly("prod/app:latest");
    }

    @Test
    void placeholdersMaySwapPlaces() {
        Rules rules = rules(rule("r", "edge/*:*", "prod/by-tag/{tag}:{repository}"));
        assertThat(targets(rules, "edge/app:1")).containsExactly("prod/by-tag/1:app");
    }

    @Test
    void twoRegistriesForOneTarget_areRefused_withAnExample() {
        assertRefused("would both write prod/team/a:a, from lab/team/a:a and from edge/team/a:a",
                rule("one", "edge/**:*", "prod/{repository}:{tag}"),
                rule("two", "lab/team/*:*", "prod/{repository}:{tag}"));
    }

    @Test
    void twoRepositoriesForOneTarget_areRefused() {
        assertRefused("would both write", rule("one", "edge/app:*", "prod/mirror/app:{tag}"),
                rule("two", "edge/mirror/*:*", "prod/{repository}:{tag}"));
    }

    @Test
    void sourcesThatCannotMeet_areFine() {
        Rules rules = rules(rule("one", "edge/team/**:*", "prod/{repository}:{tag}"),
                rule("two", "lab/lab/**:*", "prod/{repository}:{tag}"),
                rule("three", "lab/team/**:nightly", "prod/from-{registry}/{repository}:{tag}"));
        assertThat(targets(rules, "lab/team/app:nightly")).containsExactly("prod/from-lab/team/app:nightly");
    }

    /** Only cleverly chosen names collide here, so the rules are accepted, and the name is refused when it comes. */
    @Test
    void collisionThatCannotBeSeen_failsAtUse_namingBothRules() {
        Rules rules = rules(rule("one", "edge/team/*-x:*", "prod/{repository}:{tag}"),
                rule("two", "lab/team/b-*:*", "prod/{repository}:{tag}"));

        assertThat(targets(rules, "edge/team/c-x:1")).containsExactly("prod/team/c-x:1");
        assertThatThrownBy(() -> rules.targetsOf(TagLocation.parse("edge/team/b-x:1")))
                .isInstanceOf(RuleException.class)
                .hasMessage("rules \"one\" and \"two\" would both write prod/team/b-x:1, "
                        + "from edge/team/b-x:1 and from lab/team/b-x:1: wanted one source");
    }

    @Test
    void ambiguousTemplate_failsAtUse() {
        Rules rules = rules(rule("r", "edge/*:*", "prod/{repository}-{tag}:x"));
        assertThat(targets(rules, "edge/a:1")).containsExactly("prod/a-1:x");
        assertThatThrownBy(() -> rules.targetsOf(TagLocation.parse("edge/a-b:c"))).isInstanceOf(RuleException.class)
                .hasMessageContaining("from edge/a-b:c and from edge/a:b-c");
    }

    @Test
    void targetThatIsItsSource_isRefused() {
        assertRefused("is a source of the same rule", rule("r", "edge/team/*:*", "edge/{repository}:{tag}"));
    }

    @Test
    void targetThatFeedsItsOwnRule_isRefused() {
        assertRefused("round and round", rule("r", "edge/**:*", "edge/mirror/{repository}:{tag}"));
    }

    @Test
    void sameRegistry_outsideTheSource_isFine() {
        Rules rules = rules(rule("r", "edge/team/**:*", "edge/release/{repository}:{tag}"));
        assertThat(targets(rules, "edge/team/app:1")).containsExactly("edge/release/team/app:1");
    }

    @Test
    void twoWayMirror_endsWhereItBegan_soIsFine() {
        Rules rules = rules(rule("there", "edge/**:*", "prod/{repository}:{tag}"),
                rule("back", "prod/**:*", "edge/{repository}:{tag}"));
        assertThat(targets(rules, "edge/a:1")).containsExactly("prod/a:1");
    }

    @Test
    void rulesThatFeedEachOtherWithoutEnd_areRefused() {
        assertRefused("on and on", rule("there", "edge/**:*", "prod/m/{repository}:{tag}"),
                rule("back", "prod/**:*", "edge/m/{repository}:{tag}"));
    }

    @Test
    void namesThatCannotBe_failAtUse_namingRuleAndTarget() {
        Rules rules = rules(rule("r", "edge/**:*", "prod/all/{tag}:{repository}"));
        assertThatThrownBy(() -> rules.targetsOf(APP)).isInstanceOf(RuleException.class)
                .hasMessageStartingWith("rule \"r\": target of edge/team/app:1 in prod: tag \"team/app\"");
    }

    @Test
    void bounds() {
        Rule rule = rule("r", "edge/a:*", "prod/{repository}:{tag}");
        assertThatThrownBy(() -> new Rules(Collections.nCopies(Rules.MAXIMUM_RULES + 1, rule)))
                .isInstanceOf(RuleException.class).hasMessageContaining("at most 1000");
        assertThatThrownBy(() -> new Rule(" ", rule.source(), rule.targets()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rule("r", rule.source(), List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one target");
        assertThatThrownBy(() -> new RuleSource("edge", List.of(), List.of(new Glob("*"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least one repository pattern");
    }

    /** Against every source of a small world: what is said backwards is what is said forwards. */
    @Test
    void anyRules_readBackwards_giveTheirSources() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TagLocation> world = world();
        List<String> templates = List.of("{repository}:{tag}", "m/{repository}:{tag}", "{repository}-{tag}:x",
                "{tag}/{repository}:y", "{registry}/{repository}:{tag}-{tag}", "{tag}:{repository}",
                "{repository}{tag}:z");
        List<String> globs = List.of("**", "*", "a/*", "a*", "*b", "**/b");
        for (int round = 0; round < 300; round++) {
            RuleSource source = new RuleSource("edge", List.of(new Glob(globs.get(random.nextInt(globs.size())))),
                    List.of(new Glob(List.of("*", "a*", "*-b").get(random.nextInt(3)))));
            RuleTarget target = target("prod/" + templates.get(random.nextInt(templates.size())));
            for (TagLocation from : world) {
                written(target, from).ifPresent(to -> {
                    List<TagLocation> expected = world.stream().filter(source::matches)
                            .filter(other -> written(target, other).filter(to::equals).isPresent()).toList();
                    assertThat(SourceSearch.sources(source, target, to))
                            .as("seed %d: %s from %s to %s", seed, target, source, to)
                            .containsAll(expected)
                            .allMatch(found -> source.matches(found)
                                    && written(target, found).filter(to::equals).isPresent());
                });
            }
        }
    }

    private static Optional<TagLocation> written(RuleTarget target, TagLocation from) {
        try {
            return Optional.of(target.of(from));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<TagLocation> world() {
        List<TagLocation> world = new ArrayList<>();
        for (String repository : List.of("a", "b", "ab", "a/b", "a-b", "b/a/b", "a/a-b")) {
            for (String tag : List.of("a", "b", "a-b", "b-b", "ab")) {
                world.add(TagLocation.parse("edge/" + repository + ":" + tag));
            }
        }
        return world;
    }

    private static void assertRefused(String why, Rule... rules) {
        assertThatThrownBy(() -> rules(rules)).isInstanceOf(RuleException.class).hasMessageContaining(why);
    }

    private static List<String> targets(Rules rules, String source) {
        return rules.targetsOf(TagLocation.parse(source)).stream().map(TagLocation::toString).toList();
    }

    private static Rules rules(Rule... rules) {
        return new Rules(List.of(rules));
    }

    private static Rule rule(String name, String source, String... targets) {
        int slash = source.indexOf('/');
        int colon = source.lastIndexOf(':');
        return new Rule(name,
                new RuleSource(source.substring(0, slash), List.of(new Glob(source.substring(slash + 1, colon))),
                        List.of(new Glob(source.substring(colon + 1)))),
                Stream.of(targets).map(RulesTest::target).toList());
    }

    private static RuleTarget target(String text) {
        int slash = text.indexOf('/');
        int colon = text.lastIndexOf(':');
        return new RuleTarget(text.substring(0, slash), new Template(text.substring(slash + 1, colon)),
                new Template(text.substring(colon + 1)));
    }
}
