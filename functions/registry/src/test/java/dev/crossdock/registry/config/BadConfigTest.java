package dev.crossdock.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration may have wrong: each is told with its place, its key and what was wanted. */
class BadConfigTest {
    private static final String STORAGE = "storage: {filesystem: {rootdirectory: /data}}";

    @TempDir
    private Path folder;
    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "http: {net: udp} | 3:13: http.net: \"udp\": wanted tcp",
            "http: {net: unix, addr: /run/x} | 3:13: http.net: \"unix\": wanted tcp",
            "http: {host: registry.example.com} | 3:14: http.host: http.host: wanted an address such as",
            "http: {host: 'https://h/?q'} | 3:14: http.host: ",
            "http: {prefix: a b} | 3:16: http.prefix: ",
            "http: {headers: {Content-Length: [1]}} | 3:17: http.headers: http.headers: \"Content-Length\": wanted",
            "http: {relativeurls: perhaps} | 3:22: http.relativeurls: \"perhaps\": wanted true or false",
            "http: {relativeurls: yEs} | 3:22: http.relativeurls: \"yEs\": wanted true or false",
            "http: {draintimeout: 60} | 3:22: http.draintimeout: wanted a duration",
            "http: {tls: {certificate: a.pem}} | 3:13: http.tls: wanted certificate and key",
            "http: {tls: {letsencrypt: {cachefile: x, hosts: [h]}}} | 3:13: http.tls: wanted certificate and key",
            "http: {tls: {clientcas: [ca.pem]}} | 3:13: http.tls: wanted certificate and key",
            "http: {tls: {certificate: a, key: b, minimumtls: tls1.1}} | 3:50: http.tls.minimumtls: wanted tls1.2 or tls1.3",
            "http: {tls: {certificate: a, key: b, clientauth: never}} | 3:50: http.tls.clientauth: wanted one of request",
            "http: {tls: {certificate: a, key: b, ciphersuites: [RC4]}} | 3:52: http.tls.ciphersuites: ",
            "http: {debug: {addr: x}} | 3:22: http.debug.addr: \"x\": wanted host:port",
            "http: {debug: {addr: ':1', prometheus: {enabled: true, path: x}}} | 3:62: http.debug.prometheus.path: \"x\"",
            "log: {level: loud} | 3:14: log.level: \"loud\": wanted error, warn, info or debug",
            "log: {formatter: xml} | 3:18: log.formatter: \"xml\": wanted text, json or logstash",
            "log: {fields: {a: [b]}} | 3:19: log.fields.a: wanted text",
            "health: {storagedriver: {enabled: true, threshold: -1}} | 3:52: health.storagedriver.threshold: \"-1\"",
            "health: {file: [{interval: 1s}]} | 3:17: health.file[0].file: is missing"})
    void valueOfHttpLogOrHealth_thatCannotWork_isToldAtItsPlace(String line, String problem) {
        isTold(line, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "auth: {silly: {realm: x, service: y}} | 3:15: auth.silly: lets in whoever",
            "auth: {htpasswd: {realm: a, path: b}, token: {}} | 3:7: auth: got htpasswd and token: wanted one",
            "auth: {htpasswd: {path: b}} | 3:18: auth.htpasswd.realm: is missing",
            "auth: {htpasswd: {realm: a}} | 3:18: auth.htpasswd.path: is missing",
            "auth: {htpasswd: } | 3:7: auth: realm is missing",
            "auth: {htpasswd: {realm: 'a\"b', path: c}} | 3:26: auth.htpasswd.realm: ",
            "auth: {token: {realm: 'http://a', service: b}} | 3:15: auth.token.issuer: is missing",
            "auth: {token: {realm: 'http://a', service: b, issuer: c}} | 3:15: auth.token.signingalgorithms: auth.token: wanted rootcertbundle or jwks",
            "auth: {token: {realm: 'http://a', service: b, issuer: c, jwks: d, signingalgorithms: [HS256]}} | 3:86: auth.token.signingalgorithms: auth.token.signingalgorithms: \"HS256\"",
            "catalog: {maxentries: -1} | 3:23: catalog.maxentries: \"-1\": wanted a whole number",
            "tags: {maxtags: many} | 3:17: tags.maxtags: \"many\": wanted a whole number",
            "validation: {manifests: {urls: {allow: ['(']}}} | 3:41: validation.manifests.urls.allow[0]: \"(\": wanted a regular expression",
            "validation: {manifests: {indexes: {platforms: some}}} | 3:47: validation.manifests.indexes.platforms: \"some\"",
            "proxy: {remoteurl: registry-1.docker.io} | 3:20: proxy.remoteurl: wanted the address of a registry",
            "proxy: {remoteurl: 'https://h', username: me} | 3:8: proxy.password: is missing",
            "crossdock: {upstreams: [{prefix: a, remoteurl: 'https://h'}, {prefix: a, remoteurl: 'https://i'}]} | 3:71: crossdock.upstreams[1].prefix: ",
            "crossdock: {upstreams: [{prefix: A, remoteurl: 'https://h'}]} | 3:34: crossdock.upstreams[0].prefix: prefix \"A\"",
            "crossdock: {trustedproxies: [proxy.example]} | 3:30: crossdock.trustedproxies[0]: \"proxy.example\"",
            "crossdock: {collector: {grace: -1s}} | 3:32: crossdock.collector.grace: wanted a duration",
            "crossdock: {immutable: [{tags: '+'}]} | crossdock.immutable[0].",
            "crossdock: {limits: {headerbytes: 1}} | 3:21: crossdock.limits: crossdock.limits.headerbytes",
            "crossdock: {notifications: {endpoints: [{name: x}]}} | 3:48: crossdock.notifications.endpoints[0].name: \"x\"",
            "notifications: {endpoints: [{name: a, url: 'http://h/', threshold: -1}]} | 3:68: notifications.endpoints[0].threshold",
            "crossdock: {limits: {headerbytes: 4GiB}} | 3:21: crossdock.limits: crossdock.limits.headerbytes",
            "crossdock: {drainlull: 999999999h} | 3:24: crossdock.drainlull: wanted a duration of at most",
            "auth: {none: , htpasswd: {realm: a, path: b}} | 3:7: auth: got none and htpasswd: wanted one"})
    void valueThatCannotWork_isToldAtItsPlace(String line, String problem) {
        isTold(line, problem);
    }

    private void isTold(String line, String problem) {
        assertThatThrownBy(() -> read(STORAGE + "\n" + line)).isInstanceOf(SettingsException.class)
                .hasMessageContaining(problem.strip()).hasMessageStartingWith(folder.resolve("config.yml") + ":3:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"storage: {} | 2:10: storage: got no driver: wanted one driver",
            "storage: | 1:1: storage: is missing", "storage: azure | 2:10: storage.azure: crossdock has no such driver",
            "storage: {inmemory: } | storage.inmemory: crossdock has no such driver",
            "storage: filesytem | 2:10: storage.filesytem: unknown key; the nearest known one is \"filesystem\"",
            "storage: {filesystem: {}, s3: {}} | 2:10: storage: got filesystem and s3: wanted one driver",
            "storage: {s3: {bucket: b}} | storage.s3: storage.s3: region: got",
            "storage: {s3: {region: r}} | storage.s3: storage.s3: bucket: got",
            "storage: {s3: {bucket: b, region: r, accesskey: a}} | storage.s3.secretkey: is missing",
            "storage: {s3: {bucket: b, region: r, chunksize: 1}} | storage.s3.chunksize: storage.s3: chunksize",
            "storage: {s3: {bucket: b, region: r, regionendpoint: 'ftp://h'}} | storage.s3.regionendpoint: ",
            "storage: {s3: {bucket: b, region: r, regionendpont: h}} | storage.s3.regionendpont: unknown key; the nearest known one is \"regionendpoint\"",
            "storage: {filesystem: {}, maintenance: {uploadpurging: {age: 0s}}} | storage.maintenance.uploadpurging.age: wanted a duration above 0"})
    void storageThatCannotWork_isTold(String line, String problem) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(SettingsException.class).hasMessageContaining(problem);
    }

    @Test
    void allProblems_areToldAtOnce() {
        SettingsException e = catchThrowableOfType(SettingsException.class, () -> read("""
                storage: {filesystem: {rootdir: x}}
                htpp: {}
                http: {addr: nowhere}
                log: {level: loud}
                auth: {htpasswd: {}}
                """));

        assertThat(e.problems()).hasSize(5).allMatch(line -> line.startsWith(folder.toString()))
                .anyMatch(line -> line.contains("rootdir")).anyMatch(line -> line.contains("htpp"))
                .anyMatch(line -> line.contains("nowhere")).anyMatch(line -> line.contains("loud"))
                .anyMatch(line -> line.contains("auth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "\"true\""})
    void go_takesTheseForTrue(String text) throws IOException {
        assertThat(deleteEnabled(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "''", "~", ""})
    void go_takesTheseForFalse(String text) throws IOException {
        assertThat(deleteEnabled(text)).isFalse();
    }

    private boolean deleteEnabled(String text) throws IOException {
        read("storage:\n  filesystem:\n  delete:\n    enabled: " + text);
        return ConfigReader.read(folder.resolve("config.yml"), Map.of(), warnings::add).content().rules()
                .deleteEnabled();
    }

    @Test
    void secrets_areInNoProblem() {
        SettingsException e = catchThrowableOfType(SettingsException.class, () -> read(STORAGE + """

                http: {host: "https://me:planted@h", secret: planted}
                proxy: {remoteurl: "https://me:planted@h", username: "a:b", password: planted}
                notifications: {endpoints: [{name: a, url: "http://h/", headers: {"A B": [planted]}}]}
                """));

        assertThat(e.problems()).hasSize(3).noneMatch(line -> line.contains("planted"));
        assertThat(warnings).singleElement().asString().doesNotContain("planted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http: {host: 'https://me:planted @h'}", "proxy: {remoteurl: 'https://me:planted @h'}",
            "notifications: {endpoints: [{name: a, url: 'https://me:planted @h'}]}",
            "auth: {token: {realm: 'https://me:planted @h'}}",
            "health: {http: [{uri: 'https://me:planted @h'}]}"})
    void addressThatIsNone_isNotQuoted(String line) {
        assertThatThrownBy(() -> read(STORAGE + "\n" + line)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("wanted an address such as").hasMessageContaining("at character")
                .hasMessageNotContaining("planted");
    }

    private void read(String text) throws IOException {
        Files.writeString(folder.resolve("config.yml"), "version: 0.1\n" + text + "\n");
        ConfigReader.read(folder.resolve("config.yml"), Map.of(), warnings::add);
    }
}
