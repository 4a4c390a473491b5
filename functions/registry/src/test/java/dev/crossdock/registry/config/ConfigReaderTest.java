package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.DrainSettings;
import dev.crossdock.registry.operation.HealthSettings;
import dev.crossdock.registry.operation.HealthSettings.FileCheck;
import dev.crossdock.registry.operation.HealthSettings.HttpCheck;
import dev.crossdock.registry.operation.HealthSettings.Schedule;
import dev.crossdock.registry.operation.HealthSettings.TcpCheck;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    private Path folder;
    private final List<String> warnings = new ArrayList<>();

    @Test
    void smallestConfig_hasDistributionsDefaults() throws IOException {
        RegistrySettings settings = read("""
                version: 0.1
                storage: {filesystem: {rootdirectory: /var/lib/registry}}
                """);

        assertThat(settings).isEqualTo(new RegistrySettings(new ListenAddress("", 5000),
                Path.of("/var/lib/registry"), false, List.of()).with(OperationSettings.USUAL));
    }

    @Test
    void operation_isRead() throws IOException {
        OperationSettings operation = read("""
                version: 0.1
                storage: {filesystem: {rootdirectory: /var/lib/registry}}
                http: {draintimeout: 25s, debug: {addr: "127.0.0.1:5001", prometheus: {enabled: on, path: /numbers}}}
                log: {level: debug, formatter: logstash, fields: {service: registry}, accesslog: {disabled: yes}}
                crossdock: {drainlull: 5s}
                health:
                  storagedriver: {enabled: true, interval: 5s, threshold: 7}
                  file:
                    - {file: /tmp/drained, interval: 3s}
                  http:
                    - uri: https://127.0.0.1/well
                      headers: {Authorization: [Bearer planted]}
                      statuscode: 204
                      timeout: 2s
                      threshold: 4
                    - {uri: "http://127.0.0.1/"}
                  tcp:
                    - {addr: "redis.example:6379", timeout: 1s, interval: 8s, threshold: 2}
                """).operation();

        assertThat(operation.drain()).isEqualTo(new DrainSettings(Duration.ofSeconds(5), Duration.ofSeconds(25)));
        assertThat(operation.debug()).hasValue(new DebugSettings(new ListenAddress("127.0.0.1", 5001), Optional.of(
                "/numbers")));
        assertThat(operation.log()).isEqualTo(new LogSettings(LogSettings.Level.DEBUG, LogSettings.Form.LOGSTASH,
                Map.of("service", "registry"), false));
        assertThat(operation.health()).isEqualTo(new HealthSettings(Optional.of(new Schedule(Duration.ofSeconds(5), 7)),
                List.of(new FileCheck(Path.of("/tmp/drained"), new Schedule(Duration.ofSeconds(3), 1))),
                List.of(new HttpCheck(URI.create("https://127.0.0.1/well"), Map.of("Authorization", List.of(
                        "Bearer planted")), 204, Duration.ofSeconds(2), new Schedule(Duration.ofSeconds(10), 4)),
                        new HttpCheck(URI.create("http://127.0.0.1/"), Map.of(), 200, Duration.ofSeconds(5),
                                new Schedule(Duration.ofSeconds(10), 1))),
                List.of(new TcpCheck("redis.example", 6379, Duration.ofSeconds(1), new Schedule(Duration.ofSeconds(8),
                        2)))));
        assertThat(operation.toString()).doesNotContain("planted");
        assertThat(warnings).isEmpty();
    }

    @Test
    void everyKey_isRead() throws IOException {
        RegistrySettings settings = read("""
                version: 0.1
                log: {level: info, fields: {service: registry}}
                storage:
                  filesystem: {rootdirectory: ./data}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:0"}
                health: {storagedriver: {enabled: true, interval: 10s, threshold: 3}}
                notifications:
                  endpoints:
                    - name: crossdock
                      url: http://127.0.0.1:8080/hooks/edge
                      headers: {Authorization: [Bearer planted], X-One: single}
                      timeout: 500ms
                      threshold: 5
                      backoff: 1m30s
                      ignoredmediatypes: [application/octet-stream]
                      ignore: {mediatypes: [a/b], actions: [pull]}
                    - {name: off, url: "http://127.0.0.1:1/", disabled: true}
                """);

        assertThat(settings.http().address()).isEqualTo(new ListenAddress("127.0.0.1", 0));
        assertThat(settings.storage()).isEqualTo(new StorageSettings.Filesystem(folder.resolve("data")));
        assertThat(settings.content().rules().deleteEnabled()).isTrue();
        assertThat(settings.notifications().endpoints()).hasSize(1);
        EndpointSettings endpoint = settings.notifications().endpoints().getFirst();
        assertThat(endpoint.name()).isEqualTo("crossdock");
        assertThat(endpoint.headers()).containsEntry("Authorization", List.of("Bearer planted")).containsEntry(
                "X-One", List.of("single"));
        assertThat(endpoint.retry()).isEqualTo(new EndpointSettings.Retry(Duration.ofMillis(500), 5,
                Duration.ofSeconds(90)));
        assertThat(endpoint.wanted().ignored().mediaTypes()).containsExactlyInAnyOrder("a/b",
                "application/octet-stream");
        assertThat(endpoint.wanted().ignored().actions()).containsExactly("pull");
        assertThat(settings.toString()).doesNotContain("planted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"htpp: {}|htpp|http", "storage: {filesytem: {}}|filesytem|filesystem",
            "http: {adr: x}|adr|addr", "storage: {filesystem: {rootdir: x}}|rootdir|rootdirectory",
            "storage: {filesystem: {rootdirectory: x}, delete: {enable: x}}|enable|enabled",
            "notifications: {endpoint: []}|endpoint|endpoints",
            "notifications: {endpoints: [{urll: x}]}|urll|url"})
    void unknownKey_isRefusedNamingTheNearest(String line, String key, String nearest) {
        String storage = line.startsWith("storage") ? "" : "storage: {filesystem: {rootdirectory: x}}\n";

        assertThatThrownBy(() -> read("version: 0.1\n" + storage + line)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("config.yml:").hasMessageContaining(key)
                .hasMessageContaining("\"" + nearest + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage: {filesystem: {rootdirectory: x}}", "version: 0.1",
            "version: 0.2\nstorage: {filesystem: {rootdirectory: x}}", "version: 0.1\nstorage: {}",
            "version: 0.1\nstorage: {filesystem: {rootdirectory: x}}\nhttp: {addr: nowhere}",
            "version: 0.1\nstorage: {filesystem: {rootdirectory: x}, delete: {enabled: maybe}}"})
    void valueThatIsMissingOrNone_isRefusedAtItsPlace(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(SettingsException.class).hasMessageContaining("config.yml:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"url: \"http://h/\"", "name: a", "name: a, url: \"ftp://h/\"", "name: a, url: \"::\"",
            "name: a, url: \"http://h/\", timeout: 5", "name: a, url: \"http://h/\", threshold: -1",
            "name: a, url: \"http://h/\", backoff: -1s",
            "name: a, url: \"http://h/\", headers: {Host: x}", "name: a, url: \"http://h/\", disabled: perhaps"})
    void endpointThatCannotWork_isRefused(String endpoint) {
        assertThatThrownBy(() -> read("version: 0.1\nstorage: {filesystem: {rootdirectory: x}}\n"
                + "notifications: {endpoints: [{" + endpoint + "}]}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("config.yml:3:").hasMessageContaining("endpoints[0]");
    }

    @Test
    void noFile_isSaid() {
        assertThatThrownBy(() -> reading("none.yml")).isInstanceOf(
                SettingsException.class).hasMessageContaining("none.yml");
    }

    private RegistrySettings read(String text) throws IOException {
        Files.writeString(folder.resolve("config.yml"), text);
        return reading("config.yml");
    }

    private RegistrySettings reading(String name) {
        return ConfigReader.read(folder.resolve(name), Map.of(), warnings::add);
    }
}
