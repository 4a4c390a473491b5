package dev.crossdock.registry.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.collect.RetentionPolicy.Pushed;
import dev.crossdock.registry.guard.Glob;
import dev.crossdock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
    private static final Digest DIGEST = Digest.sha256(new byte[0]);
    private static final Repository TEAM = new Repository("team/app");

    @TempDir
    private Path folder;

    @Test
    void latest_stayHoweverOld_othersGoWhenOld() {
        RetentionPolicy policy = new RetentionPolicy(List.of(rule("team/**", "pr-*", 1, Duration.ofDays(3))));

        assertThat(policy.decide(TEAM, List.of(tag("pr-1", 9), tag("pr-2", 8), tag("pr-3", 2), tag("v1", 9)), NOW))
                .extracting(it -> it.tag().name()).containsExactly("pr-2", "pr-1");
        assertThat(policy.decide(TEAM, List.of(tag("pr-1", 9)), NOW)).isEmpty();
        assertThat(policy.decide(new Repository("other"), List.of(tag("pr-1", 9), tag("pr-2", 9)), NOW)).isEmpty();
        assertThat(policy.concerns(new Repository("other"))).isFalse();
    }

    @Test
    void firstRuleThatFits_counts_andSignaturesAreNobodys() {
        RetentionPolicy policy = new RetentionPolicy(List.of(rule("**", "v*", 100, Duration.ZERO),
                rule("**", "*", 0, Duration.ofDays(1))));
        String signature = "sha256-" + DIGEST.hex() + ".sig";

        assertThat(policy.decide(TEAM, List.of(tag("v1", 9), tag("x", 9), tag(signature, 9), tag("y", 0)), NOW))
                .extracting(it -> it.tag().name()).containsExactly("x");
    }

    @Test
    void equalTimes_areDecidedByName() {
        RetentionPolicy policy = new RetentionPolicy(List.of(rule("**", "*", 1, Duration.ZERO)));

        assertThat(policy.decide(TEAM, List.of(tag("b", 1), tag("a", 1)), NOW)).extracting(it -> it.tag().name())
                .containsExactly("b");
    }

    @Test
    void file_isReadStrictly() throws IOException {
        assertThat(read("rules:\n  - repository: team/**\n    tags: pr-*\n    keeplatest: 3\n    olderthan: 30d\n"))
                .isEqualTo(new RetentionPolicy(List.of(rule("team/**", "pr-*", 3, Duration.ofDays(30)))));
        for (String bad : List.of("rules:\n  - repository: team/**\n", "rules:\n  - repository: t\n    keep: 3\n",
                "rules:\n  - repository: t\n    olderthan: soon\n", "rules:\n  - keeplatest: 3\n", "rule: []\n")) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(SettingsException.class).hasMessageContaining(
                    "policy.yml");
        }
    }

    private RetentionPolicy read(String text) throws IOException {
        Path file = folder.resolve("policy.yml");
        Files.writeString(file, text);
        return RetentionReader.read(file);
    }

    private static RetentionPolicy.Rule rule(String repository, String tags, int keepLatest, Duration olderThan) {
        return new RetentionPolicy.Rule(new Glob(repository), new Glob(tags), keepLatest, olderThan);
    }

    private static Pushed tag(String name, int daysAgo) {
        return new Pushed(new Tag(name), DIGEST, NOW.minus(Duration.ofDays(daysAgo)));
    }
}
