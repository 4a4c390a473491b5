package dev.crossdock.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthFileTest {
    private static final Repository APP = new Repository("team/app");

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

    private Credentials find(String registry, String auths) throws IOException {
        return AuthFile.named(write("auth.json", "{\"auths\":{" + auths + "}}")).credentials(registry, APP);
    }

    @Test
    void credentials_mostSpecificKey_wins() throws IOException {
        String all = auth("r.example", "host:1") + "," + auth("r.example/team", "team:2") + ","
                + auth("r.example/team/app", "app:3") + "," + auth("r.example/te", "other:4");
        assertThat(find("r.example", all)).isEqualTo(new Credentials.Basic("app", "3"));
        assertThat(find("r.example", auth("r.example", "host:1") + "," + auth("r.example/team", "team:2")))
                .isEqualTo(new Credentials.Basic("team", "2"));
        assertThat(find("r.example:5000", auth("r.example", "host:1"))).isEqualTo(Credentials.anonymous());
    }

    @Test
    void credentials_dockerHub_underItsOldNames() throws IOException {
        assertThat(find("docker.io", auth("https://index.docker.io/v1/", "me:a:b")))
                .isEqualTo(new Credentials.Basic("me", "a:b"));
        assertThat(find("index.docker.io", auth("docker.io", "me:x"))).isEqualTo(new Credentials.Basic("me", "x"));
    }

    @Test
    void credentials_userAndPasswordInTheClear() throws IOException {
        assertThat(find("r.example", "\"r.example\":{\"username\":\"u\",\"password\":\"p\"}"))
                .isEqualTo(new Credentials.Basic("u", "p"));
    }

    @Test
    void standard_looksInSkopeosOrder() throws IOException {
        write("run/containers/auth.json", "{\"auths\":{" + auth("a.example", "run:1") + "}}");
        write("config/containers/auth.json",
                "{\"auths\":{" + auth("a.example", "config:2") + "," + auth("b.example", "config:2") + "}}");
        write(".docker/config.json",
                "{\"auths\":{" + auth("b.example", "docker:3") + "," + auth("c.example", "docker:3") + "}}");
        AuthFile files = AuthFile
                .standard(Map.of("XDG_RUNTIME_DIR", folder.resolve("run").toString(), "XDG_CONFIG_HOME",
                        folder.resolve("config").toString(), "HOME", folder.toString()));
        assertThat(files.credentials("a.example", APP)).isEqualTo(new Credentials.Basic("run", "1"));
        assertThat(files.credentials("b.example", APP)).isEqualTo(new Credentials.Basic("config", "2"));
        assertThat(files.credentials("c.example", APP)).isEqualTo(new Credentials.Basic("docker", "3"));
        assertThat(files.credentials("d.example", APP)).isEqualTo(Credentials.anonymous());
    }

    @Test
    void standard_registryAuthFile_aloneCounts() throws IOException {
        Path file = write("mine.json", "{\"auths\":{" + auth("r.example", "mine:1") + "}}");
        write(".docker/config.json", "{\"auths\":{" + auth("c.example", "docker:3") + "}}");
        AuthFile files = AuthFile.standard(Map.of("REGISTRY_AUTH_FILE", file.toString(), "HOME", folder.toString()));
        assertThat(files.credentials("r.example", APP)).isEqualTo(new Credentials.Basic("mine", "1"));
        assertThat(files.credentials("c.example", APP)).isEqualTo(Credentials.anonymous());
    }

    @Test
    void credentials_helperNeeded_isSaid() throws IOException {
        AuthFile helper = AuthFile.named(write("a.json", "{\"credHelpers\":{\"r.example\":\"ecr-login\"}}"));
        assertThatThrownBy(() -> helper.credentials("r.example", APP)).isInstanceOf(UnusableAuthFileException.class)
                .hasMessageContaining("credential helper ecr-login").hasMessageContaining("--src-creds");
        assertThat(helper.credentials("other.example", APP)).isEqualTo(Credentials.anonymous());
        AuthFile store = AuthFile.named(write("b.json", "{\"auths\":{\"r.example\":{}},\"credsStore\":\"desktop\"}"));
        assertThatThrownBy(() -> store.credentials("r.example", APP)).isInstanceOf(UnusableAuthFileException.class)
                .hasMessageContaining("desktop");
        AuthFile token = AuthFile.named(write("c.json", "{\"auths\":{\"r.example\":{\"identitytoken\":\"secret\"}}}"));
        assertThatThrownBy(() -> token.credentials("r.example", APP)).hasMessageContaining("identity token")
                .hasMessageNotContaining("secret");
    }

    @Test
    void credentials_unusableFile_isNamedWithoutItsContent() throws IOException {
        AuthFile json = AuthFile.named(write("bad.json", "{\"auths\": secret"));
        assertThatThrownBy(() -> json.credentials("r.example", APP)).isInstanceOf(UnusableAuthFileException.class)
                .hasMessageContaining("bad.json: not JSON").hasMessageNotContaining("secret");
        AuthFile base64 = AuthFile.named(write("b64.json", "{\"auths\":{\"r.example\":{\"auth\":\"secret!\"}}}"));
        assertThatThrownBy(() -> base64.credentials("r.example", APP)).hasMessageContaining("base64")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> AuthFile.named(folder.resolve("none"))).hasMessageContaining("there is no such file");
    }
}
