package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Documents in the manner of others: the configuration of a registry, and what no one would write. */
class ForeignDocumentTest {
    private static final String REGISTRY = """
            version: 0.1
            log:
              fields: {service: registry}
            storage:
              cache: {blobdescriptor: inmemory}
              filesystem:
                rootdirectory: /var/lib/registry
              delete:
                enabled: true
            http:
              addr: :5000
              headers:
                X-Content-Type-Options: [nosniff]
            notifications:
              endpoints:
                - name: crossdock
                  url: http://127.0.0.1:8080/hooks/edge
                  headers:
                    Authorization: [Bearer example]
                  timeout: 1s
                  threshold: 5
                  backoff: 1s
                  ignore:
                    mediatypes: [application/octet-stream]
            health:
              storagedriver: {enabled: true, interval: 10s, threshold: 3}
            """;

    @Test
    void registryConfiguration_isReadKeyByKey() {
        YamlMap top = YamlDocument.parse("config.yml", REGISTRY);

        assertThat(top.keys()).containsExactly("version", "log", "storage", "http", "notifications", "health");
        assertThat(top.read("version", Function.identity())).isEqualTo("0.1");
        assertThat(top.map("storage").map("filesystem").read("rootdirectory", Function.identity()))
                .isEqualTo("/var/lib/registry");
        assertThat(top.map("storage").map("delete").findFlag("enabled")).contains(true);
        assertThat(top.map("http").read("addr", ListenAddress::parse)).isEqualTo(new ListenAddress("", 5000));
        YamlMap endpoint = top.map("notifications").maps("endpoints").getFirst();
        assertThat(endpoint.findNumber("threshold", 1, 100)).contains(5L);
        assertThat(endpoint.map("headers").readAll("Authorization", Function.identity()))
                .containsExactly("Bearer example");
        assertThat(endpoint.findMap("ignore").orElseThrow().readAll("mediatypes", Function.identity()))
                .containsExactly("application/octet-stream");
    }

    @Test
    void problemOfTheReader_isToldAtItsPlace() {
        YamlMap endpoint = YamlDocument.parse("config.yml", REGISTRY).map("notifications").maps("endpoints").getFirst();

        assertThatThrownBy(() -> endpoint.findNumber("timeout", 1, 100)).isInstanceOf(SettingsException.class)
                .hasMessage(
                        "config.yml:20:16: notifications.endpoints[0].timeout: \"1s\": wanted a whole number from 1 to 100");
        assertThat(endpoint.problem("url", "cannot be reached").problems())
                .containsExactly("config.yml:17:12: notifications.endpoints[0].url: cannot be reached");
        assertThat(endpoint.problem("disabled", "is missing")).hasMessageStartingWith("config.yml:16:7: ");
    }

    @Test
    void documentCutAnywhere_isReadOrTold() {
        for (int length = 0; length < REGISTRY.length(); length++) {
            assertReadOrTold(REGISTRY.substring(0, length), "cut to " + length);
        }
    }

    @Test
    void anyBytes_areReadOrTold() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertReadOrTold(new String(bytes, StandardCharsets.ISO_8859_1),
                    "seed %d, round %d".formatted(seed, round));
        }
    }

    @Test
    void anyPunctuation_isReadOrTold() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pieces = List.of("a", ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", ", ", "&a ", "*a ", "? ", "| ",
                "> ",
                "'", "\"", "#", "!", "!!str ", "!!binary ", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "\t", "\\", "~",
                "@");
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < random.nextInt(12); i++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertReadOrTold(text.toString(), "seed %d: %s".formatted(seed, text));
        }
    }

    @Test
    void longText_isCappedInTheProblem() {
        String key = "x".repeat(1_000);
        assertThatThrownBy(() -> YamlDocument.parse("t.yml", key + ": 1").onlyKeys("a"))
                .isInstanceOf(SettingsException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).contains("…"));
        assertThatThrownBy(() -> YamlDocument.parse("t.yml", "a: " + key).findFlag("a"))
                .isInstanceOf(SettingsException.class).satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    private static void assertReadOrTold(String text, String as) {
        try {
            YamlMap map = YamlDocument.parse("t.yml", text);
            for (String key : map.keys()) {
                touch(map, key, as);
            }
        } catch (SettingsException e) {
            assertTold(e, as);
        }
    }

    private static void touch(YamlMap map, String key, String as) {
        List<Runnable> readers = List.of(() -> map.find(key, Function.identity()), () -> map.findMap(key),
                () -> map.maps(key), () -> map.readAll(key, Function.identity()), () -> map.onlyKeys("known"));
        for (Runnable reader : readers) {
            try {
                reader.run();
            } catch (SettingsException e) {
                assertTold(e, as);
            }
        }
    }

    private static void assertTold(SettingsException e, String as) {
        assertThat(e.problems()).as(as).isNotEmpty().allMatch(line -> line.startsWith("t.yml") && !line.contains("\n"));
    }
}
