package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.registry.access.AccessSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.registry.operation.DrainSettings;
import dev.crossdock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What distribution takes, and what has another effect here, or none: each is told in one line. */
class ConfigWarningsTest {
    private static final String STORAGE = "storage: {filesystem: {rootdirectory: /data}}";
    private static final String BUCKET = "storage: {s3: {bucket: b, region: r}}";

    @TempDir
    private Path folder;
    private final List<String> warnings = new ArrayList<>();

    private RegistrySettings read(String... lines) throws IOException {
        Path file = folder.resolve("config.yml");
        Files.writeString(file, "version: 0.1\n" + String.join("\n", lines) + "\n");
        return ConfigReader.read(file, Map.of(), warnings::add);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "http: {tls: {certificate: a, key: b, clientauth: require-any-client-cert}} | http.tls.clientauth: is ignored: without clientcas",
            "http: {tls: {minimumtls: tls1.3}} | http.tls.minimumtls: is ignored: without certificate and key plain HTTP",
            "http: {tls: {ciphersuites: [TLS_AES_128_GCM_SHA256]}} | http.tls.ciphersuites: is ignored: without",
            "http: {tls: {clientauth: require-any-client-cert}} | http.tls.clientauth: is ignored: without certificate",
            "http: {tls: {letsencrypt: {directoryurl: 'https://acme/'}}} | http.tls.letsencrypt.directoryurl: is ignored",
            "http: {debug: {prometheus: {enabled: true}}} | http.debug.prometheus: is ignored: without http.debug.addr",
            "http: {draintimeout: 0} | http.draintimeout: is ignored: requests in work may take 10 s",
            "http: {secret: planted} | http.secret: is ignored: it signs the tickets",
            "proxy: {username: me} | proxy.username: is ignored: without proxy.remoteurl",
            "proxy: {ttl: 1h} | proxy.ttl: is ignored: without proxy.remoteurl",
            "crossdock: {retention: r.yml} | crossdock.retention: counts for crossdock registry garbage-collect alone",
            "crossdock: {collector: {deleteuntagged: true}} | crossdock.collector.deleteuntagged: counts for crossdock",
            "validation: {manifests: {indexes: {platformlist: [{os: a, architecture: b}]}}} | validation.manifests.indexes.platformlist: is ignored: it counts with platforms: list",
            "notifications: {endpoints: [{name: ci, url: 'http://h/'}]} | notifications.endpoints[0].name: pulls, and events"})
    void keyWithoutItsEffect_isTold(String line, String warning) throws IOException {
        read(STORAGE, line);

        assertThat(warnings).singleElement().asString().contains(warning).contains("config.yml:3:").doesNotContain(
                "planted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "http: {tls: {certificate: '', key: '', minimumtls: '', clientauth: ''}} |",
            "proxy: {remoteurl: '', ttl: ''} |",
            "crossdock: {retention: r.yml, collector: {interval: 1h, deleteuntagged: true}} |",
            "validation: {manifests: {indexes: {platforms: List, platformlist: [{os: a, architecture: b}]}}} |",
            "notifications: {endpoints: [{name: ci, url: 'http://h/', disabled: true}]} |",
            "auth: {htpasswd: {realm: a, path: b}} | http: {secret: planted}"})
    void keyWithItsEffect_isNot(String line, String another) throws IOException {
        read(STORAGE, line, another == null ? "" : another);

        assertThat(warnings).isEmpty();
    }

    @Test
    void endpointThatIgnoresPulls_missesNone() throws IOException {
        read(STORAGE, "notifications: {endpoints: [{name: ci, url: 'http://h/', ignore: {actions: [pull]}}]}");

        assertThat(warnings).isEmpty();
    }

    @Test
    void redirect_isOfS3() throws IOException {
        read("storage: {filesystem: {rootdirectory: /data}, redirect: {disable: true}}");
        assertThat(warnings).singleElement().asString().contains("storage.redirect: is ignored: only what lies in s3");
    }

    @Test
    void ticketsOfReplicas_needASecret() throws IOException {
        String users = "auth: {htpasswd: {realm: a, path: b}}";
        read(BUCKET, users, "crossdock: {access: rules.yml}");
        assertThat(warnings).singleElement().asString().contains("crossdock.access: without http.secret a ticket");

        warnings.clear();
        read(BUCKET, users, "crossdock: {access: rules.yml}", "http: {secret: planted}");
        read(BUCKET, users);
        read(STORAGE, users, "crossdock: {access: rules.yml}");
        assertThat(warnings).isEmpty();
    }

    @Test
    void authNone_letsEverybodyIn() throws IOException {
        assertThat(read(STORAGE, "auth: none").access()).isEqualTo(AccessSettings.OPEN);
        assertThat(read(STORAGE, "auth: {none: }").access()).isEqualTo(AccessSettings.OPEN);
        assertThat(warnings).isEmpty();
    }

    @Test
    void zeros_areAsUsual() throws IOException {
        RegistrySettings settings = read(STORAGE, "http: {draintimeout: 0s}",
                "notifications: {endpoints: [{name: a, url: 'http://h/', timeout: 0s, threshold: 0, backoff: 0}]}");

        assertThat(settings.operation().drain()).isEqualTo(DrainSettings.USUAL);
        assertThat(settings.notifications().endpoints().getFirst().retry()).isEqualTo(Retry.USUAL);
    }

    /** Distribution's relative paths count from where it is started: there a migrated registry has its images. */
    @Test
    void relativeRoot_thatDistributionWouldFindElsewhere_isAnError() throws IOException {
        String root = "storage: {filesystem: {rootdirectory: ./src}}"; // tests are started beside it
        assertThatThrownBy(() -> read(root)).isInstanceOf(SettingsException.class).hasMessageContainingAll(
                "config.yml:2:", "storage.filesystem.rootdirectory: ", folder.resolve("src").toString(),
                Path.of("src").toAbsolutePath().toString());

        Path ours = Files.createDirectory(folder.resolve("src"));
        assertThat(read(root).storage()).isEqualTo(new StorageSettings.Filesystem(ours));
        assertThat(warnings).singleElement().asString().contains("counts from this file's folder");
    }

    @Test
    void relativeRoot_thatIsNowhere_isTold_andOneThatIsHereIsNot() throws IOException {
        read("storage: {filesystem: {rootdirectory: images}}");
        assertThat(warnings).singleElement().asString().contains("counts from this file's folder");

        warnings.clear();
        read("storage: {filesystem: {rootdirectory: ./images}}");
        Files.createDirectory(folder.resolve("images"));
        read("storage: {filesystem: {rootdirectory: images}}");
        assertThat(warnings).isEmpty();
    }
}
