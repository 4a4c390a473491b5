package dev.crossdock.proof.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.config.ConfigReader;
import dev.crossdock.settings.CrossdockSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files of infra/local are what the code reads, and fit each other. */
final class LocalSiteTest {
    private static final Path FOLDER = Path.of(System.getProperty("crossdock.root"), "infra/local");

    @Test
    void files_areReadAndNameEachOther() {
        String token = "edge-to-crossdock";
        CrossdockSettings settings = CrossdockSettings.read(FOLDER.resolve("crossdock.yaml"),
                Map.of("EDGE_TOKEN", token));
        RegistrySettings edge = read("edge.yml");
        RegistrySettings prod = read("prod.yml");
        assertThat(settings.registries().keySet()).containsExactly("edge", "prod");
        assertThat(settings.registries().values().stream().map(it -> it.url())).containsExactly(
                URI.create("http://" + edge.http().address()), URI.create("http://" + prod.http().address()));
        assertThat(edge.notifications().endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.url()).isEqualTo(URI.create("http://" + settings.listen() + "/hooks/edge"));
            assertThat(endpoint.headers().get("Authorization")).containsExactly("Bearer " + token);
        });
    }

    private static RegistrySettings read(String name) {
        return ConfigReader.read(FOLDER.resolve(name), Map.of(), warning -> fail(warning));
    }
}
