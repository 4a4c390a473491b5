package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.TransferTerms;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose failure it is decides whether another upload could help. */
class FreightTest {
    private final Trial trial = new Trial(Trial.CHUNK);

    private static RegistryException.Unavailable at(String place) {
        return new RegistryException.Unavailable(new Circumstance("read blob", "", place, "503", "200"),
                Optional.empty(), null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"source from.example/app|true",
            "source from.example/app, the credentials of config.json were refused|true",
            "source from.example/app, token server https://auth.example|true", "source from.example/app2|false",
            "source from.example/app/more|false", "source from.example|false", "target from.example/app|false",
            "target to.example/app|false"})
    void place_tellsWhoseItIs(String place, boolean ofSource) {
        Freight freight = new Freight(trial, trial.target, trial.blob,
                new TransferTerms(Deadline.NONE, trial, trial.pauses::add));
        assertThat(freight.isOfSource(at(place))).isEqualTo(ofSource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", token server https://auth.example", ", the credentials of config.json were refused"})
    void sourceThatGaveUp_isNotAskedAgainByAnotherUpload(String detour) {
        RegistryException failure = at("source from.example/app" + detour);
        trial.beforeRead = _ -> {
            throw failure;
        };
        assertThatThrownBy(trial::send).hasMessageContaining("source from.example/app" + detour + ": got 503");
        assertThat(trial.target.log).containsExactly("begin", "stream");
        assertThat(trial.target.cancelled).isEqualTo(1);
    }

    @Test
    void targetThatFails_isTriedAgain() {
        boolean[] failed = {false};
        trial.beforeRead = _ -> {
            if (!failed[0]) {
                failed[0] = true;
                throw at("target to.example/app");
            }
        };
        trial.send();
        assertThat(trial.target.log).containsExactly("begin", "stream", "begin", "stream");
    }
}
