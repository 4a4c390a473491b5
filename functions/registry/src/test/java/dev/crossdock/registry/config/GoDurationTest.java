package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({"1s, PT1S", "500ms, PT0.5S", "1.5s, PT1.5S", "1h2m3s, PT1H2M3S", "10us, PT0.00001S",
            "7ns, PT0.000000007S", "0, PT0S", "168h, PT168H", "2540400h, PT2540400H"})
    void durations_areWrittenAsGoWritesThem(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1 s", "-1s", "1d", "1s1", "9999999999s", "1.s", "1e3s", "999999999h"})
    void durations_thatGoWouldNotRead_areRefused(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted a duration");
    }
}
