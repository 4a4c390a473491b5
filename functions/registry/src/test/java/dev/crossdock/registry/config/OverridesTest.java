package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {
    private static final String CONFIG = """
            version: 0.1
            storage:
              filesystem: {rootdirectory: /var/lib/registry}
              delete: {enabled: false}
            http: {addr: ":5000", headers: {X-One: [a, b]}}
            notifications:
              endpoints:
                - {name: first, url: "http://first.example/"}
            """;

    @TempDir
    private Path folder;
    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "REGISTRY_HTTP_ADDR=:7000 | address=:7000",
            "REGISTRY_HTTP={addr: ':7001'} | address=:7001",
            "REGISTRY_STORAGE_DELETE_ENABLED=true | delete=true",
            "REGISTRY_STORAGE_DELETE={enabled: yes} | delete=true",
            "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY=/data | storage=/data",
            "REGISTRY_STORAGE=filesystem | storage=/var/lib/registry",
            "REGISTRY_STORAGE=s3 ; REGISTRY_STORAGE_S3_BUCKET=b ; REGISTRY_STORAGE_S3_REGION=r | storage=bucket b",
            "REGISTRY_STORAGE={s3: {bucket: b, region: r}} | storage=bucket b",
            "REGISTRY_STORAGE_S3_REGION=r ; REGISTRY_STORAGE_S3_BUCKET=b ; REGISTRY_STORAGE=s3 | storage=bucket b",
            "REGISTRY_AUTH=htpasswd ; REGISTRY_AUTH_HTPASSWD_REALM=x ; REGISTRY_AUTH_HTPASSWD_PATH=/f | realm=x",
            "REGISTRY_AUTH={htpasswd: {realm: y, path: /f}} | realm=y",
            "REGISTRY_AUTH_HTPASSWD_REALM=z ; REGISTRY_AUTH_HTPASSWD_PATH=/f | realm=z",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_0_URL=http://o.example/ | urls=[http://o.example/]",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_1={name: n, url: 'http://n.example/'} | urls=[http://first.example/, http://n.example/]",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_1_NAME=n ; REGISTRY_NOTIFICATIONS_ENDPOINTS_1_URL=http://n.example/ | urls=[http://first.example/, http://n.example/]",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS=[] | urls=[]",
            "REGISTRY_NOTIFICATIONS_EVENTCONFIG_INCLUDEREFERENCES=true | references=true",
            "REGISTRY_HTTP_HEADERS_X-ONE_2=c | headers={X-One=[a, b, c]}",
            "REGISTRY_HTTP_HEADERS_X-TWO_0=d | headers={X-One=[a, b], x-two=[d]}",
            "REGISTRY_HTTP_HEADERS={X-Three: [e]} | headers={X-Three=[e]}",
            "REGISTRY_HTTP_HOST= | host=Optional.empty", "REGISTRY_HTTP_HOST='' | host=Optional.empty",
            "REGISTRY_HTTP_HOST=https://r.example | host=Optional[https://r.example]",
            "REGISTRY_PROXY_REMOTEURL=https://m.example | upstreams=[https://m.example]",
            "REGISTRY_PROXY_REMOTEURL=  | upstreams=[]",
            "REGISTRY_HEALTH_FILECHECKERS_0_FILE=/ill | files=[/ill]",
            "REGISTRY_CROSSDOCK_COLLECTOR_INTERVAL=24h | interval=Optional[PT24H]",
            "REGISTRY_CONFIGURATION_PATH=/etc/x.yml | address=:5000",
            "registry_http_addr=:1 ; REGISTRYHTTP=x | address=:5000"})
    void variables_replaceWhatTheFileSays(String variables, String expected) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(" ; ", -1)) {
            String[] parts = variable.split("=", 2);
            environment.put(parts[0], parts[1].strip());
        }

        assertThat(told(read(environment))).contains(expected.strip());
        assertThat(warnings).isEmpty();
    }

    private static List<String> told(RegistrySettings settings) {
        return List.of("address=" + settings.http().address(), "delete=" + settings.content().rules().deleteEnabled(),
                "storage=" + settings.storage(),
                "realm=" + settings.access().passwords().map(users -> users.realm()).orElse("none"),
                "urls=" + settings.notifications().endpoints().stream().map(endpoint -> endpoint.url()).toList(),
                "references=" + settings.notifications().includeReferences(),
                "headers=" + settings.http().headers(), "host=" + settings.http().external().host(),
                "upstreams=" + settings.content().upstreams().stream().map(upstream -> upstream.remote()).toList(),
                "files=" + settings.operation().health().files().stream().map(check -> check.file()).toList(),
                "interval=" + settings.content().collector().interval());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "REGISTRY_HTTP_ADDR | nowhere | REGISTRY_HTTP_ADDR:1:1: http.addr: \"nowhere\": wanted host:port",
            "REGISTRY_HTTP_ADDR | [ | REGISTRY_HTTP_ADDR:1:",
            "REGISTRY_STORAGE | {s3: {bukket: b}} | REGISTRY_STORAGE:1:7: storage.s3.bukket: unknown key; the nearest known one is \"bucket\"",
            "REGISTRY_STORAGE | swift | REGISTRY_STORAGE:1:1: storage.swift: crossdock has no such driver",
            "REGISTRY_STORAGE_S3_BUCKET | b | config.yml:3:3: storage: got filesystem and s3: wanted one driver",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_2_URL | http://x/ | REGISTRY_NOTIFICATIONS_ENDPOINTS_2_URL: \"2\": wanted the number of an item, 0 to 1",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_X_URL | http://x/ | REGISTRY_NOTIFICATIONS_ENDPOINTS_X_URL: \"X\": wanted the number",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_1_NAME | n | REGISTRY_NOTIFICATIONS_ENDPOINTS_1_NAME:1:1: notifications.endpoints[1].url: is missing",
            "REGISTRY_AUTH | htpaswd | REGISTRY_AUTH:1:1: auth.htpaswd: unknown key; the nearest known one is \"htpasswd\"",
            "REGISTRY_AUTH_HTPASWD_PATH | /f | REGISTRY_AUTH_HTPASWD_PATH:1:1: auth.htpaswd: unknown key",
            "REGISTRY_AUTH | htpasswd | REGISTRY_AUTH:1:1: auth: realm is missing",
            "REGISTRY_PROXY_PASSWORD | *x | REGISTRY_PROXY_PASSWORD:1:1: undefined YAML alias"})
    void problems_nameTheVariable(String name, String value, String problem) {
        assertThatThrownBy(() -> read(Map.of(name, value))).isInstanceOf(SettingsException.class)
                .satisfies(e -> assertThat(((SettingsException) e).problems()).anyMatch(line -> line.replace(folder
                        + "/", "").startsWith(problem)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REGISTRY_FOO", "REGISTRY_HTTP_ADR", "REGISTRY_VERSION", "REGISTRY_HTTP__ADDR", "REGISTRY_",
            "REGISTRY_STORAGE_FILESYSTEM_ROOTDIR", "REGISTRY_HTTP_TLS_CERT_FILE",
            "REGISTRY_NOTIFICATIONS_ENDPOINTS_0_LABEL"})
    void unknownOnes_areWarnedOf(String name) throws IOException {
        RegistrySettings settings = read(Map.of(name, "whatever"));

        assertThat(settings.http().address()).isEqualTo(new ListenAddress("", 5000));
        assertThat(settings.storage()).isEqualTo(new StorageSettings.Filesystem(Path.of("/var/lib/registry")));
        assertThat(warnings).singleElement().asString().startsWith(name + " is ignored: ").doesNotContain("whatever");
    }

    @Test
    void kubernetesServiceLinks_areWarnedOfOnce() throws IOException {
        Map<String, String> links = Map.of("REGISTRY_PORT", "tcp://10.0.0.1:5000", "REGISTRY_SERVICE_HOST", "10.0.0.1",
                "REGISTRY_SERVICE_PORT", "5000", "REGISTRY_SERVICE_PORT_HTTP", "5000", "REGISTRY_PORT_5000_TCP",
                "tcp://10.0.0.1:5000", "REGISTRY_PORT_5000_TCP_ADDR", "10.0.0.1", "REGISTRY_AUTH_PORT",
                "tcp://10.0.0.2:80", "REGISTRY_AUTH_SERVICE_HOST", "10.0.0.2", "REGISTRY_AUTH_PORT_80_TCP_PROTO",
                "tcp");

        assertThat(read(links).access().passwords()).isEqualTo(Optional.empty());

        assertThat(warnings).singleElement().asString().contains(links.keySet()).contains("enableServiceLinks");
    }

    @Test
    void secrets_areInNoMessage() {
        assertThatThrownBy(() -> read(Map.of("REGISTRY_PROXY_REMOTEURL", "https://me:planted@h/",
                "REGISTRY_PROXY_PASSWORD", "planted"))).isInstanceOf(SettingsException.class).hasMessageNotContaining(
                        "planted");
    }

    @Test
    void tooMany_areRefused() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= 1_000; i++) {
            many.put("REGISTRY_X" + i, "");
        }
        assertThatThrownBy(() -> read(many)).isInstanceOf(SettingsException.class).hasMessageContaining("at most 1000");
    }

    private RegistrySettings read(Map<String, String> environment) throws IOException {
        return ConfigReader.read(Files.writeString(folder.resolve("config.yml"), CONFIG), environment, warning -> {
            if (!warning.contains("pulls, and events")) { // of which each has a line of its own
                warnings.add(warning);
            }
        });
    }
}
