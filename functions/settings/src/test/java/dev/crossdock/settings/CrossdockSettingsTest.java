package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.plan.TagLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossdockSettingsTest {
    private static final String WHOLE = """
            listen: 127.0.0.1:8080
            state: ./state
            apiToken: {env: API_TOKEN}
            registries:
              edge: {url: "http://127.0.0.1:5001", webhookToken: {env: EDGE_TOKEN}}
              prod:
                url: "https://Registry.example.com/"
                username: sync
                password: {file: secrets/prod}
                ca: ca.pem
                tokenServer: [https://auth.example.com, "https://auth.example.com:8443"]
            rules:
              - name: everything-of-team
                source: {registry: edge, repositories: ["team/**"], tags: ["*"]}
                targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
            """;
    private static final Map<String, String> ENVIRONMENT = Map.of("EDGE_TOKEN", "edge-token-value", "API_TOKEN",
            "api-token-value");

    @TempDir
    private Path folder;

    @Test
    void whole_isRead() throws IOException {
        CrossdockSettings settings = whole(WHOLE);

        assertThat(settings.listen()).isEqualTo(new ListenAddress("127.0.0.1", 8080));
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
        assertThat(settings.apiToken()).contains(new Secret("api-token-value"));
        assertThat(settings.registries().keySet()).containsExactly("edge", "prod");
        RegistrySettings edge = registry(settings, "edge");
        assertThat(edge.url()).isEqualTo(URI.create("http://127.0.0.1:5001"));
        assertThat(edge.isPlainHttp()).isTrue();
        assertThat(edge.webhookToken()).contains(new Secret("edge-token-value"));
        assertThat(edge.credentials()).isEmpty();
        RegistrySettings prod = registry(settings, "prod");
        assertThat(prod.url()).isEqualTo(URI.create("https://registry.example.com"));
        assertThat(prod.isPlainHttp()).isFalse();
        assertThat(prod.credentials()).contains(new Credentials.Password("sync", new Secret("prod-password")));
        assertThat(prod.tls().ca()).contains(folder.resolve("ca.pem"));
        assertThat(prod.tokenServers()).containsExactly(URI.create("https://auth.example.com"),
                URI.create("https://auth.example.com:8443"));
        assertThat(settings.rules().targetsOf(TagLocation.parse("edge/team/app:1")))
                .containsExactly(TagLocation.parse("prod/mirror/team/app:1"));
    }

    @Test
    void noSecret_isEverPrinted() throws IOException {
        assertThat(whole(WHOLE).toString()).doesNotContain("prod-password", "edge-token-value", "api-token-value")
                .contains("***");
    }

    @Test
    void onlyRegistries_areNeeded() throws IOException {
        CrossdockSettings settings = read("registries: {edge: {url: http://localhost}}");

        assertThat(settings.listen()).hasToString("127.0.0.1:8080");
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
        assertThat(settings.apiToken()).isEmpty();
        assertThat(settings.rules().rules()).isEmpty();
    }

    @Test
    void ruleTarget_withoutTemplates_keepsTheNames() throws IOException {
        CrossdockSettings settings = read("""
                registries: {edge: {url: http://a}, prod: {url: http://b}}
                rules: [{name: r, source: {registry: edge, repositories: "**", tags: "*"}, targets: [{registry: prod}]}]
                """);
        assertThat(settings.rules().targetsOf(TagLocation.parse("edge/a/b:1")))
                .containsExactly(TagLocation.parse("prod/a/b:1"));
    }

    @Test
    void noRegistry_isRefused() {
        assertProblems("registries: {}", ":1:13: registries: wanted at least one registry");
        assertProblems("listen: :8080", ":1:1: registries: is missing");
    }

    @Test
    void absolutePaths_stay() throws IOException {
        Path elsewhere = folder.resolve("elsewhere").toAbsolutePath();
        assertThat(read("state: %s\nregistries: {edge: {url: http://a}}".formatted(elsewhere)).state())
                .isEqualTo(elsewhere);
    }

    @Test
    void unknownKeys_areNamedWithTheNearest_allAtOnce() {
        assertProblems(
                WHOLE.replace("listen:", "lisen:").replace("username:", "usrname:").replace("targets:", "tragets:")
                        .replace("webhookToken:", "webhook_token:").replace("repositories:", "repository:"),
                ":1:1: lisen: unknown key; the nearest known one is \"listen\" (of listen, state, apiToken, registries, rules)",
                ":5:40: registries.edge.webhook_token: unknown key; the nearest known one is \"webhookToken\"",
                ":8:5: registries.prod.usrname: unknown key; the nearest known one is \"username\"",
                ":7:5: registries.prod.username: is missing: username and password go together",
                ":14:30: rules[0].source.repository: unknown key; the nearest known one is \"repositories\"",
                ":14:13: rules[0].source.repositories: wanted at least one pattern",
                ":15:5: rules[0].tragets: unknown key; the nearest known one is \"targets\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "127.0.0.1:8080 | 127.0.0.1 | :1:9: listen: \"127.0.0.1\": wanted host:port",
            "127.0.0.1:8080 | 127.0.0.1:99999 | :1:9: listen: port 99999: wanted 0 to 65535",
            "127.0.0.1:8080 | [1, 2] | :1:9: listen: wanted text",
            "\"http://127.0.0.1:5001\" | ftp://a | :5:15: registries.edge.url: wanted http:// or https://",
            "\"http://127.0.0.1:5001\" | http://u:hidden@a | :5:15: registries.edge.url: wanted http:// or https://",
            "\"http://127.0.0.1:5001\" | http://a/path | :5:15: registries.edge.url: wanted http:// or https://",
            "\"http://127.0.0.1:5001\" | http://a?x=1 | :5:15: registries.edge.url: wanted http:// or https://",
            "\"http://127.0.0.1:5001\" | registry.example.com | :5:15: registries.edge.url: wanted http:// or https://",
            "\"http://127.0.0.1:5001\" | http://a:70000 | :5:15: registries.edge.url: wanted http:// or https://",
            "{url: \"http://127.0.0.1:5001\" | {username: x | :5:9: registries.edge.url: is missing",
            "username: sync | username: 'a:b' | :8:15: registries.prod.username: username \"a:b\": wanted text without a colon",
            "username: sync | username: | username: is missing: username and password go together",
            "{file: secrets/prod} | prod-password | :9:15: registries.prod.password: wanted {env: NAME}, {file: path}, {secret: NAME} or {parameter: NAME}; a secret does not stand in the file itself",
            "{file: secrets/prod} | {fil: secrets/prod} | :9:16: registries.prod.password.fil: unknown key; the nearest known one is \"file\"",
            "{file: secrets/prod} | {} | registries.prod.password: wanted one of {env: NAME}, {file: path}, {secret: NAME} or {parameter: NAME}",
            "{file: secrets/prod} | {file: a, env: b} | registries.prod.password: wanted one of {env: NAME}, {file: path}, {secret: NAME} or {parameter: NAME}",
            "{file: secrets/prod} | {file: gone} | gone does not exist",
            "{file: secrets/prod} | {file: empty} | empty: wanted a secret of 1 to 65536 bytes",
            "{env: EDGE_TOKEN} | {env: NONE} | registries.edge.webhookToken.env: environment variable NONE is not set",
            "[https://auth.example.com, | [auth.example.com, | :11:19: registries.prod.tokenServer[0]: wanted http:// or https://",
            "registry: edge, rep | registry: egde, rep | :14:24: rules[0].source.registry: registry \"egde\" stands not under registries; the nearest is \"edge\"",
            "[{registry: prod | [{registry: pord | rules[0].targets[0].registry: registry \"pord\" stands not under registries",
            "mirror/{repository} | mirror/{repo} | rules[0].targets[0].repository: template \"mirror/{repo}\": {repo} is unknown",
            "ca: ca.pem | ca: gone.pem | gone.pem cannot be read: wanted certificates in PEM",
            "mirror/{repository} | all | rules[0].targets: rule \"everything-of-team\": many sources would write one tag",
            "team/** | team/? | rules[0].source.repositories[0]: pattern \"team/?\"",
            "name: everything-of-team | nam: x | rules[0].name: is missing",
            "mirror/{repository} | Mirror/{repository} | rules[0].targets[0].repository: repository \"Mirror/a\"",
            "edge: {url | 'ed ge': {url | registries.ed ge: registry \"ed ge\": wanted a name"})
    void wrongValue_isNamedWithItsPlace_andWhatWasWanted(String good, String bad, String expected) {
        assertThat(WHOLE).contains(good);
        assertProblems(WHOLE.replace(good, bad), expected);
    }

    @Test
    void literalSecret_isNeverEchoed() {
        SettingsException e = failure(WHOLE.replace("{file: secrets/prod}", "correct-horse"));
        assertThat(e.getMessage()).doesNotContain("correct-horse");
        for (String lookalike : List.of("*correct-horse", "!correct-horse", "&correct-horse", "@correct-horse",
                "%correct-horse", "[correct-horse]")) {
            SettingsException told = failure(WHOLE.replace("{file: secrets/prod}", lookalike));
            assertThat(told.getMessage()).as(lookalike).doesNotContain("correct-horse");
        }
        SettingsException url = failure(WHOLE.replace("http://127.0.0.1:5001", "http://user:correct-horse@a"));
        assertThat(url.getMessage()).doesNotContain("correct-horse");
    }

    @Test
    void twoRulesOfOneName_areRefused_atTheSecond() {
        assertProblems(
                WHOLE + WHOLE.substring(WHOLE.indexOf("  - name")).replace("prod, repository: \"mirror/",
                        "prod, repository: \"x/"),
                ":16:11: rules[1].name: \"everything-of-team\" names another rule as well");
    }

    @Test
    void rulesThatContradict_areRefused_atTheirPlace() {
        assertProblems(
                WHOLE.replace("registry: prod", "registry: edge").replace("mirror/{repository}", "team/x/{repository}"),
                ":13:3: rules: rule \"everything-of-team\": target");
    }

    @Test
    void secretFile_losesOneNewline_andKeepsTheRest() throws IOException {
        String text = "registries: {prod: {url: https://a, username: u, password: {file: p}}}";
        for (Map.Entry<String, String> entry : Map
                .of("x\n", "x", "x\r\n", "x", "x\n\n", "x\n", " x ", " x ", "a\nb", "a\nb")
                .entrySet()) {
            Files.writeString(folder.resolve("p"), entry.getKey());
            assertThat(registry(read(text), "prod").credentials())
                    .contains(new Credentials.Password("u", new Secret(entry.getValue())));
        }
    }

    @Test
    void secretFile_thatIsHugeOrAFolder_isRefused() throws IOException {
        Files.write(folder.resolve("huge"), new byte[100_000]);
        assertProblems(WHOLE.replace("secrets/prod", "huge"), "huge: wanted a secret of 1 to 65536 bytes");
        assertProblems(WHOLE.replace("secrets/prod", "secrets"), "secrets cannot be read");
    }

    @Test
    void missingFile_isNamed() {
        assertThatThrownBy(() -> CrossdockSettings.read(folder.resolve("none.yaml"), Map.of()))
                .isInstanceOf(SettingsException.class).hasMessageEndingWith("none.yaml: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "text", "# nothing", "registries: [", "a: b: c", "\t- x", "registries: {edge: }"})
    void anythingElse_isOneLineWithAPlace(String text) {
        SettingsException e = failure(text);
        assertThat(e.problems())
                .allMatch(line -> line.matches("(?s).*crossdock\\.yaml:\\d+:\\d+: .*") && !line.contains("\n"));
    }

    /** Whatever a slip of the keyboard does: the file is read, or problems are told, each on one line. */
    @Test
    void anySlip_isReadOrTold() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String keys = "{}[]:,\"'&*#!|>%@-? \n\tab0\0";
        prepare();
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder(WHOLE);
            for (int i = 0; i <= random.nextInt(3); i++) {
                int at = random.nextInt(text.length());
                text.replace(at, at + random.nextInt(3), String.valueOf(keys.charAt(random.nextInt(keys.length()))));
            }
            try {
                read(text.toString());
            } catch (SettingsException e) {
                assertThat(e.problems()).as("seed %d: %s", seed, text).isNotEmpty()
                        .allMatch(line -> !line.contains("\n") && line.contains("crossdock.yaml"));
            }
        }
    }

    private void assertProblems(String text, String... expected) {
        SettingsException e = failure(text);
        for (String problem : expected) {
            assertThat(e.problems()).anyMatch(line -> line.startsWith(folder.resolve("crossdock.yaml") + ":")
                    && line.contains(problem) && !line.contains("\n"));
        }
    }

    private SettingsException failure(String text) {
        SettingsException e = catchThrowableOfType(SettingsException.class, () -> whole(text));
        assertThat(e).as("accepted: %s", text).isNotNull();
        return e;
    }

    private CrossdockSettings whole(String text) throws IOException {
        prepare();
        return read(text);
    }

    private void prepare() throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/prod"), "prod-password\n");
        Files.writeString(folder.resolve("empty"), "\n");
        Files.writeString(folder.resolve("ca.pem"), "");
    }

    private CrossdockSettings read(String text) throws IOException {
        Path file = folder.resolve("crossdock.yaml");
        Files.writeString(file, text);
        return CrossdockSettings.read(file, ENVIRONMENT);
    }

    private static RegistrySettings registry(CrossdockSettings settings, String name) {
        return List.copyOf(settings.registries().values()).stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow();
    }
}
