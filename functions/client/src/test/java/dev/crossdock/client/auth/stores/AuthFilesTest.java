package dev.crossdock.client.auth.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.image.Repository;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFilesTest {
    private static final Repository APP = new Repository("team/app");
    private static final Errand ERRAND = new Errand("read manifest", "1", "source r.example/team/app", "200");

    @TempDir
    private Path folder;

    private static String auth(String key, String userAndPassword) {
        String encoded = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        return "\"%s\":{\"auth\":\"%s\"}".formatted(key, encoded);
    }

    private Path write(String name, String json) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, json);
    }

    private AuthFiles named(String json) throws IOException {
        return AuthFiles.named(write("auth.json", json), Map.of("PATH", folder.toString()));
    }

    private Credentials find(String registry, String auths) throws IOException {
        return find(named("{\"auths\":{" + auths + "}}"), registry);
    }

    private static Credentials find(AuthFiles files, String registry) {
        return files.source(registry, APP).find(ERRAND).credentials();
    }

    private void helper(String name, String script) throws IOException {
        Path file = write("docker-credential-" + name, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void mostSpecificKey_wins() throws IOException {
        String all = auth("r.example", "host:1") + "," + auth("r.example/team", "team:2") + ","
                + auth("r.example/team/app", "app:3") + "," + auth("r.example/te", "other:4");
        assertThat(find("r.example", all)).isEqualTo(new Credentials.Basic("app", "3"));
        assertThat(find("r.example", auth("r.example", "host:1") + "," + auth("r.example/team", "team:2")))
                .isEqualTo(new Credentials.Basic("team", "2"));
        assertThat(find("r.example:5000", auth("r.example", "host:1"))).isEqualTo(Credentials.anonymous());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://index.docker.io/v1/", "index.docker.io", "index.docker.io/v1/", "docker.io",
            "https://registry-1.docker.io/v2/", "docker.io/team", "index.docker.io/team/app"})
    void dockerHub_underAllItsNames(String key) throws IOException {
        assertThat(find("docker.io", auth(key, "me:a:b"))).isEqualTo(new Credentials.Basic("me", "a:b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://r.example:5000", "http://r.example:5000/v2/", "r.example:5000/"})
    void keysOfOldDocker_areAddresses(String key) throws IOException {
        assertThat(find("r.example:5000", auth(key, "me:x"))).isEqualTo(new Credentials.Basic("me", "x"));
    }

    @Test
    void fieldsOfAnEntry() throws IOException {
        assertThat(find("r.example", "\"r.example\":{\"username\":\"u\",\"password\":\"p\"}"))
                .isEqualTo(new Credentials.Basic("u", "p"));
        assertThat(find("r.example", "\"r.example\":{\"auth\":\"dTo=\",\"identitytoken\":\"i\"}"))
                .isEqualTo(new Credentials.IdentityToken("i"));
        assertThat(find("r.example", "\"r.example\":{\"registrytoken\":\"t\"}"))
                .isEqualTo(new Credentials.Bearer("t"));
        assertThat(find("r.example", "\"r.example\":{}")).isEqualTo(Credentials.anonymous());
    }

    @Test
    void standard_looksInSkopeosOrder() throws IOException {
        write("run/containers/auth.json", "{\"auths\":{" + auth("a.example", "run:1") + "}}");
        write("config/containers/auth.json",
                "{\"auths\":{" + auth("a.example", "config:2") + "," + auth("b.example", "config:2") + "}}");
        write(".docker/config.json",
                "{\"auths\":{" + auth("b.example", "docker:3") + "," + auth("c.example", "docker:3") + "}}");
        write(".dockercfg", "{" + auth("c.example", "old:4") + "," + auth("https://d.example/v1/", "old:4") + "}");
        Map<String, String> environment = new HashMap<>(Map.of("XDG_RUNTIME_DIR", folder.resolve("run").toString(),
                "XDG_CONFIG_HOME", folder.resolve("config").toString(), "HOME", folder.toString()));
        AuthFiles files = AuthFiles.standard(environment);
        assertThat(find(files, "a.example")).isEqualTo(new Credentials.Basic("run", "1"));
        assertThat(find(files, "b.example")).isEqualTo(new Credentials.Basic("config", "2"));
        assertThat(find(files, "c.example")).isEqualTo(new Credentials.Basic("docker", "3"));
        assertThat(find(files, "d.example")).isEqualTo(new Credentials.Basic("old", "4"));
        assertThat(find(files, "e.example")).isEqualTo(Credentials.anonymous());
        write("docker/config.json", "{\"auths\":{" + auth("c.example", "elsewhere:5") + "}}");
        environment.put("DOCKER_CONFIG", folder.resolve("docker").toString());
        assertThat(find(AuthFiles.standard(environment), "c.example"))
                .isEqualTo(new Credentials.Basic("elsewhere", "5"));
    }

    @Test
    void standard_registryAuthFile_aloneCounts() throws IOException {
        Path file = write("mine.json", "{\"auths\":{" + auth("r.example", "mine:1") + "}}");
        write(".docker/config.json", "{\"auths\":{" + auth("c.example", "docker:3") + "}}");
        AuthFiles files = AuthFiles.standard(Map.of("REGISTRY_AUTH_FILE", file.toString(), "HOME", folder.toString()));
        assertThat(find(files, "r.example")).isEqualTo(new Credentials.Basic("mine", "1"));
        assertThat(find(files, "c.example")).isEqualTo(Credentials.anonymous());
    }

    @Test
    void helper_ofARegistry_isAskedForItAlone() throws IOException {
        helper("mine", "read host; echo \"{\\\"Username\\\":\\\"$1\\\",\\\"Secret\\\":\\\"$host\\\"}\"");
        AuthFiles files = named("{\"credHelpers\":{\"r.example\":\"mine\"},\"auths\":{" + auth("r.example", "file:1")
                + "," + auth("s.example", "file:2") + "}}");
        assertThat(find(files, "r.example")).isEqualTo(new Credentials.Basic("get", "r.example"));
        assertThat(find(files, "s.example")).isEqualTo(new Credentials.Basic("file", "2"));
        assertThat(files.source("r.example", APP).find(ERRAND).origin()).isEqualTo("docker-credential-mine");
    }

    @Test
    void helper_ofANamespace_losesToAMoreSpecificKey() throws IOException {
        helper("mine", "echo '{\"Username\":\"helped\",\"Secret\":\"s\"}'");
        assertThat(find(named("{\"credHelpers\":{\"r.example/team\":\"mine\"},\"auths\":{"
                + auth("r.example", "file:1") + "}}"), "r.example")).isEqualTo(new Credentials.Basic("helped", "s"));
        assertThat(find(named("{\"credHelpers\":{\"r.example/team\":\"mine\"},\"auths\":{"
                + auth("r.example/team/app", "file:1") + "}}"), "r.example"))
                .isEqualTo(new Credentials.Basic("file", "1"));
    }

    @Test
    void store_isAskedWhereTheFileHasNothing_andMayKnowNobody() throws IOException {
        helper("store", "read host; case $host in r.example) echo '{\"Username\":\"<token>\",\"Secret\":\"id\"}';;"
                + " *) echo 'credentials not found in native keychain'; exit 1;; esac");
        AuthFiles files = named(
                "{\"credsStore\":\"store\",\"auths\":{\"r.example\":{}," + auth("s.example", "file:1") + "}}");
        assertThat(find(files, "r.example")).isEqualTo(new Credentials.IdentityToken("id"));
        assertThat(find(files, "s.example")).isEqualTo(new Credentials.Basic("file", "1"));
        assertThat(find(files, "t.example")).isEqualTo(Credentials.anonymous());
    }

    @Test
    void store_keepsDockerHubUnderDockersNameOfIt() throws IOException {
        helper("store", "read host; [ \"$host\" = https://index.docker.io/v1/ ] || exit 3;"
                + " echo '{\"Username\":\"hub\",\"Secret\":\"s\"}'");
        assertThat(find(named("{\"credsStore\":\"store\"}"), "docker.io"))
                .isEqualTo(new Credentials.Basic("hub", "s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"auths\": secret", "[\"secret\"]", "\"secret\""})
    void fileThatIsNoJsonObject_isNamedWithoutItsContent(String content) throws IOException {
        Path file = write("bad.json", content);
        assertThatThrownBy(() -> AuthFiles.named(file, Map.of())).isInstanceOf(UnusableAuthFileException.class)
                .hasMessageContaining("bad.json: ").hasMessageContaining("JSON").hasMessageNotContaining("secret");
        Files.createDirectories(folder.resolve(".docker"));
        Path standard = Files.copy(file, folder.resolve(".docker/config.json"));
        AuthFiles files = AuthFiles.standard(Map.of("HOME", folder.toString()));
        assertThatThrownBy(() -> find(files, "r.example")).isInstanceOf(Refused.class)
                .hasMessageContaining("read manifest 1 at source r.example/team/app")
                .hasMessageContaining(standard.toString()).hasMessageContaining("mend the file")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"auth\":\"secret!\"", "\"auth\":\"c2VjcmV0\"", "\"registrytoken\":\"secret secret\""})
    void entryThatCannotBeUsed_isToldWithoutItsContent(String entry) throws IOException {
        assertThatThrownBy(() -> find("r.example", "\"r.example\":{" + entry + "}")).isInstanceOf(Refused.class)
                .hasMessageContaining("of r.example").hasMessageNotContaining("secret").hasMessageNotContaining("c2Vj");
    }

    @Test
    void missingFile_isToldByName() {
        assertThatThrownBy(() -> AuthFiles.named(folder.resolve("none"), Map.of()))
                .isInstanceOf(UnusableAuthFileException.class).hasMessageContaining("none: there is no such file");
    }
}
