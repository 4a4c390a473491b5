package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.aws.access.AwsCalls;
import dev.crossdock.aws.access.Endpoints;
import dev.crossdock.aws.access.CreatingTarget;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.image.Repository;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.transfer.HostMemory;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Registries as the configuration has them; none of them is asked anything. */
final class ConfiguredRegistriesTest {
    private static final Repository APP = new Repository("team/app");

    private final HttpEngine engine = new HttpEngine();
    private final ConfiguredRegistries registries = new ConfiguredRegistries(CrossdockSettings.parse("test.yaml", """
            registries:
              ecr:
                url: https://123456789012.dkr.ecr.us-west-2.amazonaws.com
                createRepositories: {scanOnPush: true}
              other:
                url: https://123456789012.dkr.ecr.eu-west-1.amazonaws.com
              plain:
                url: https://registry.example.com
                createRepositories: true
            rules: []
            """, Map.of(), Secret.Store.NONE),
            new ConfiguredRegistries.Shared(engine, HostMemory.NONE, AwsCalls.byRole(new Endpoints(Map.of())), 1));

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void eventsRegistry_isFoundByTheHostOfItsUrl() {
        assertThat(registries.ofEcr("123456789012", "us-west-2")).contains("ecr");
        assertThat(registries.ofEcr("123456789012", "eu-west-1")).contains("other");
        assertThat(registries.ofEcr("123456789012", "eu-central-1")).isEmpty();
        assertThat(registries.ofEcr("210987654321", "us-west-2")).isEmpty();
    }

    @Test
    void repositories_areCreatedWhereTheConfigurationWantsIt_andAmazonsAlone() {
        assertThat(registries.target("ecr", APP)).isInstanceOf(CreatingTarget.class);
        assertThat(registries.target("other", APP)).isNotInstanceOf(CreatingTarget.class);
        assertThat(registries.target("plain", APP)).isNotInstanceOf(CreatingTarget.class);
    }

    @Test
    void limits_areSharedByAllThatMayRunAtOnce_andNobodyIsLeftWithNothing() {
        LimitSettings whole = new LimitSettings(OptionalInt.of(40), OptionalInt.of(10), OptionalLong.of(1 << 20));
        assertThat(ConfiguredRegistries.part("ecr", whole, 1)).isEqualTo(
                new HostLimits(OptionalInt.of(40), OptionalInt.of(10), OptionalLong.of(1 << 20)));
        assertThat(ConfiguredRegistries.part("ecr", whole, 4)).isEqualTo(
                new HostLimits(OptionalInt.of(10), OptionalInt.of(2), OptionalLong.of(1 << 18)));
        assertThat(ConfiguredRegistries.part("ecr", whole, 20)).isEqualTo(
                new HostLimits(OptionalInt.of(2), OptionalInt.of(1), OptionalLong.of((1 << 20) / 20)));
        assertThat(ConfiguredRegistries.part("ecr", LimitSettings.NONE, 20)).isEqualTo(HostLimits.NONE);
    }

    @Test
    void unknownRegistry_isToldWithThoseThereAre() {
        assertThatThrownBy(() -> registries.source("none", APP)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry \"none\" is not configured; there are: ecr, other, plain");
    }
}
