package dev.crossdock.proof.registry.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.registry.Upkeep;
import dev.crossdock.registry.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample under infra/registry is what the registry reads, key by key, and collects by. */
class SampleTest {
    private static final Path SAMPLE = Path.of(System.getProperty("crossdock.root"), "infra/registry");

    @TempDir
    private Path folder;

    @Test
    void sample_isReadWithoutAWarning_andCollectedBy() throws IOException {
        List<String> warnings = new ArrayList<>();

        RegistrySettings settings = ConfigReader.read(SAMPLE.resolve("config.yml"), Map.of(), warnings::add)
                .with(new StorageSettings.Filesystem(folder));

        assertThat(warnings).isEmpty();
        assertThat(settings.content().rules().immutable()).hasSize(1);
        assertThat(settings.content().upstreams()).hasSize(1);
        assertThat(settings.content().collector().interval()).isPresent();
        List<String> report = new ArrayList<>();
        assertThat(new Upkeep(settings).collect(true, false, report::add)).isZero();
        assertThat(report).last().asString().startsWith("total: 0 tags");
    }

    @Test
    void sampleOfAccess_isServedBy() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:0"}
                crossdock: {access: %s}
                """.formatted(folder.resolve("root"), SAMPLE.resolve("access.yaml")));

        try (RegistryServer server = RegistryServer.start(ConfigReader.read(config, Map.of(), _ -> {}))) {
            assertThat(server.port()).isPositive();
        }
    }
}
