package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.settings.limits.ByteCount;
import dev.crossdock.settings.limits.LimitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "500000, 500000", "1B, 1", "2kB, 2000", "20MiB, 20971520", "1.5GB, 1500000000", "20M, 20971520",
            "100k, 102400", "100K, 102400", "' 3 KiB ', 3072", "1G, 1073741824", "0.5KiB, 512"})
    void byteCount_asPeopleWriteIt(String text, long bytes) {
        assertThat(ByteCount.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "0.4", "20 miles", "20MB/s", "M", "1e6", "20m", "9999999999GiB", ".5k"})
    void byteCount_anythingElse_saysWhatIsWanted(String text) {
        assertThatThrownBy(() -> ByteCount.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"%s\": wanted a number of bytes, 1 and more, as in 20MiB, 1.5GB or 500000", text);
    }

    private static CrossdockSettings read(Path folder, String limits) throws IOException {
        Path file = Files.writeString(folder.resolve("crossdock.yaml"),
                "registries:\n  edge: {url: \"http://localhost\"}\n  hub:\n    url: https://docker.io\n    limits: "
                        + limits + "\nrules: []\n");
        return CrossdockSettings.read(file, Map.of());
    }

    @Test
    void limits_areRead(@TempDir Path folder) throws IOException {
        CrossdockSettings settings = read(folder, "{requests: 8, requestsPerSecond: 20, bytesPerSecond: 20MiB}");
        assertThat(settings.limits()).containsOnly(Map.entry("edge", LimitSettings.NONE), Map.entry("hub",
                new LimitSettings(OptionalInt.of(8), OptionalInt.of(20), OptionalLong.of(20L << 20))));
    }

    @Test
    void limits_oneAlone_leavesTheOthersOpen(@TempDir Path folder) throws IOException {
        assertThat(read(folder, "{requestsPerSecond: 3}").limits()).containsEntry("hub",
                new LimitSettings(OptionalInt.empty(), OptionalInt.of(3), OptionalLong.empty()));
    }

    @Test
    void limits_thatAreNone_areToldAllAtOnceWithTheirPlace(@TempDir Path folder) {
        assertThatThrownBy(() -> read(folder, "{requests: 0, requestPerSecond: 5, bytesPerSecond: fast}"))
                .isInstanceOf(SettingsException.class).hasMessageContaining("registries.hub.limits.requests")
                .hasMessageContaining("wanted a whole number from 1 to 1000")
                .hasMessageContaining("the nearest known one is \"requestsPerSecond\"")
                .hasMessageContaining("registries.hub.limits.bytesPerSecond")
                .hasMessageContaining("wanted a number of bytes").hasMessageContaining("crossdock.yaml:5:");
    }
}
