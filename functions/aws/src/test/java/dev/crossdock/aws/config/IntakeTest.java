package dev.crossdock.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who knocks costs no more secrets than the one he names. */
final class IntakeTest {
    private static final String CONFIG = """
            registries:
              a: {url: "https://a", username: me, password: {secret: a}, webhookToken: {secret: webhooks/a}}
              b: {url: "https://b", webhookToken: {parameter: /webhooks/b}}
              c: {url: "https://c", identityToken: {secret: c}}
            rules: []
            """;

    private final List<String> asked = new ArrayList<>();
    private boolean isDown;
    private boolean isOutOfOrder;
    private Instant now = Instant.EPOCH;

    private final Secret.Store store = new Secret.Store() {
        @Override
        public Secret secret(String name, Optional<String> field) {
            asked.add(name);
            if (isOutOfOrder) {
                throw new RegistryException.Unavailable(
                        new Circumstance("read", name, "AWS", "no answer", "an answer"), Optional.empty(), null);
            }
            if (isDown) {
                throw new IllegalArgumentException("not now");
            }
            return new Secret("value of " + name);
        }

        @Override
        public Secret parameter(String name) {
            return secret(name, Optional.empty());
        }
    };
    private final Intake intake = new Intake(settings(), () -> now);

    private CrossdockSettings settings() {
        return CrossdockSettings.parse("test", CONFIG, Map.of(), store);
    }

    @Test
    void onlyTheTokenOfTheRegistry_isFetched_once() {
        assertThat(intake.expects("a")).isTrue();
        assertThat(intake.expects("c")).isFalse();
        assertThat(intake.expects("none")).isFalse();
        assertThat(intake.admits("c", "value of c")).isFalse();
        assertThat(intake.admits("none", "")).isFalse();
        assertThat(asked).isEmpty();

        assertThat(intake.admits("a", "wrong")).isFalse();
        assertThat(intake.admits("a", "value of webhooks/a")).isTrue();
        assertThat(asked).containsExactly("webhooks/a");
    }

    @Test
    void tokenThatCannotBeHad_isAskedForNowAndThen_andHoldsUpNobodyElse() {
        isDown = true;
        for (int knock = 0; knock < 5; knock++) {
            assertThatThrownBy(() -> intake.admits("a", "x")).isInstanceOf(SettingsException.class)
                    .hasMessageContaining("not now");
        }
        assertThat(asked).containsExactly("webhooks/a");
        isDown = false;
        assertThat(intake.admits("b", "value of /webhooks/b")).isTrue();
        now = now.plus(Intake.FAILURE_KEPT.minus(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> intake.admits("a", "x")).isInstanceOf(SettingsException.class);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(intake.admits("a", "value of webhooks/a")).isTrue();
    }

    /** The token of a quarter of an hour ago is good as long as nobody says otherwise; one that was removed is not. */
    @Test
    void tokenThatIsReadAgain_isTheOldOneWhileAwsIsOutOfOrder() {
        assertThat(intake.admits("a", "value of webhooks/a")).isTrue();
        isOutOfOrder = true;
        Intake renewed = intake.renewed(settings());
        for (int knock = 0; knock < 3; knock++) {
            assertThat(renewed.admits("a", "value of webhooks/a")).isTrue();
            assertThat(renewed.admits("a", "wrong")).isFalse();
        }
        assertThat(asked).containsExactly("webhooks/a", "webhooks/a");
        assertThatThrownBy(() -> renewed.admits("b", "x")).isInstanceOf(RegistryException.Unavailable.class);

        isOutOfOrder = false;
        isDown = true;
        assertThatThrownBy(() -> renewed.renewed(settings()).admits("a", "value of webhooks/a"))
                .isInstanceOf(SettingsException.class);
    }
}
