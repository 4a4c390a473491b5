package dev.crossdock.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.cli.log.ProcessLog;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.registry.operation.LogSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class ConfigFileTest {
    private static final Map<String, String> VARIABLE = Map.of("REGISTRY_CONFIGURATION_PATH", "variable.yml");

    @TempDir
    private Path folder;

    @Test
    void argument_goesFirst() {
        assertThat(ConfigFile.found(Optional.of(Path.of("given.yml")), VARIABLE, List.of())).hasToString("given.yml");
    }

    @Test
    void variable_goesBeforeWhatIsUsual() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual.yml"));

        assertThat(ConfigFile.found(Optional.empty(), VARIABLE, List.of(usual))).hasToString("variable.yml");
        assertThat(ConfigFile.found(Optional.empty(), Map.of("REGISTRY_CONFIGURATION_PATH", ""), List.of(usual)))
                .isEqualTo(usual);
    }

    @Test
    void usual_isTheFirstThatExists() throws IOException {
        Path newer = folder.resolve("newer.yml");
        Path older = Files.createFile(folder.resolve("older.yml"));
        assertThat(ConfigFile.found(Optional.empty(), Map.of(), List.of(newer, older))).isEqualTo(older);

        Files.createFile(newer);
        assertThat(ConfigFile.found(Optional.empty(), Map.of(), List.of(newer, older))).isEqualTo(newer);
    }

    /** Each command has the log of the configuration, not serve alone. */
    @Test
    void log_isAsItSays() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"),
                "version: 0.1\nstorage: {filesystem: {rootdirectory: /data}}\nlog: {level: error}\n");
        try {
            CommandLine.populateCommand(new ConfigFile(), config.toString()).read(new PrintWriter(Writer.nullWriter()));

            assertThat(LoggerFactory.getLogger("dev.crossdock.registry").isWarnEnabled()).isFalse();
        } finally {
            ProcessLog.set(LogSettings.USUAL);
        }
    }

    @Test
    void none_isSaid() {
        assertThatThrownBy(() -> ConfigFile.found(Optional.empty(), Map.of(), List.of(folder.resolve("none.yml"))))
                .isInstanceOfSatisfying(ExplainedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("CONFIG")
                .hasMessageContaining("REGISTRY_CONFIGURATION_PATH").hasMessageContaining("none.yml");
    }
}
