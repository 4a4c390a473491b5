package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that is no file, with its secrets elsewhere. */
final class SecretStoreTest {
    private static final String ORIGIN = "s3://settings/crossdock.yaml";

    /** One secret, one with fields, one parameter. */
    private static final Secret.Store STORE = new Secret.Store() {
        @Override
        public Secret secret(String name, Optional<String> field) {
            if (name.equals("prod/registry")) {
                return new Secret(field.map(it -> "field " + it).orElse("whole"));
            }
            throw new IllegalArgumentException("secret %s does not exist: create it".formatted(name));
        }

        @Override
        public Secret parameter(String name) {
            return new Secret("parameter " + name);
        }
    };

    private static String text(String password, String more) {
        return """
                registries:
                  prod:
                    url: https://prod.example
                    username: me
                    password: %s
                %s
                rules: []
                """.formatted(password, more);
    }

    private static Secret password(String password) {
        CrossdockSettings settings = CrossdockSettings.parse(ORIGIN, text(password, ""), Map.of("NAME", "env"), STORE);
        return ((Credentials.Password) Objects.requireNonNull(settings.registries().get("prod")).credentials()
                .orElseThrow()).password();
    }

    @Test
    void secrets_areReadFromTheStore() {
        assertThat(password("{secret: prod/registry}")).isEqualTo(new Secret("whole"));
        assertThat(password("{secret: prod/registry, key: password}")).isEqualTo(new Secret("field password"));
        assertThat(password("{parameter: /prod/password}")).isEqualTo(new Secret("parameter /prod/password"));
        assertThat(password("{env: NAME}")).isEqualTo(new Secret("env"));
    }

    @Test
    void secretThatIsNotThere_isToldWithItsPlace() {
        assertThatThrownBy(() -> password("{secret: prod/other}").value()).isInstanceOf(SettingsException.class)
                .hasMessage(
                        ORIGIN + ":5:24: registries.prod.password.secret: secret prod/other does not exist: create it");
    }

    /** A store that notes what it was asked for; it has what begins with "has". */
    private static Secret.Store noting(List<String> asked) {
        return new Secret.Store() {
            @Override
            public Secret secret(String name, Optional<String> field) {
                asked.add(name);
                if (name.startsWith("has")) {
                    return new Secret(name);
                }
                throw new IllegalArgumentException("secret %s does not exist: create it".formatted(name));
            }

            @Override
            public Secret parameter(String name) {
                return secret(name, Optional.empty());
            }
        };
    }

    private static final String THREE = """
            apiToken: {secret: lost/api}
            registries:
              a: {url: "https://a", username: me, password: {secret: has/a}, webhookToken: {secret: lost/hook}}
              b: {url: "https://b", identityToken: {parameter: lost/b}, webhookToken: {parameter: has/hook}}
              c: {url: "https://c", identityToken: {secret: lost/c}}
            rules: []
            """;

    @Test
    void secrets_areFetchedWhenTheyAreNeeded_once_eachAlone() {
        List<String> asked = new ArrayList<>();
        CrossdockSettings settings = CrossdockSettings.parse(ORIGIN, THREE, Map.of(), noting(asked));
        assertThat(settings.toString()).contains("***");
        assertThat(asked).as("neither read nor printed").isEmpty();

        Secret hook = Objects.requireNonNull(settings.registries().get("b")).webhookToken().orElseThrow();
        assertThat(hook.matches("has/hook")).isTrue();
        assertThat(hook.matches("has")).isFalse();
        assertThat(hook).isEqualTo(new Secret("has/hook")).hasSameHashCodeAs(new Secret("has/hook"))
                .hasToString("***");
        assertThat(asked).containsExactly("has/hook");

        Secret lost = Objects.requireNonNull(settings.registries().get("a")).webhookToken().orElseThrow();
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> lost.matches("has")).isInstanceOf(SettingsException.class)
                    .hasMessageContaining(ORIGIN + ":3:").hasMessageContaining("registries.a.webhookToken.secret");
        }
        assertThat(asked).as("what failed is tried again").containsExactly("has/hook", "lost/hook", "lost/hook");
    }

    @Test
    void credentials_areFetchedTogether_andAllTheirProblemsTold() {
        List<String> asked = new ArrayList<>();
        CrossdockSettings settings = CrossdockSettings.parse(ORIGIN, THREE, Map.of(), noting(asked));
        assertThatThrownBy(settings::fetchCredentials).isInstanceOfSatisfying(SettingsException.class,
                failure -> assertThat(failure.problems()).hasSize(2).anyMatch(it -> it.contains("lost/b"))
                        .anyMatch(it -> it.contains("lost/c")));
        assertThat(asked).containsExactly("has/a", "lost/b", "lost/c");
    }

    @Test
    void key_goesWithASecretAlone() {
        assertThatThrownBy(() -> password("{parameter: /a, key: b}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining(":5:").hasMessageContaining("goes with secret");
        assertThatThrownBy(() -> password("{parameter: /a, env: NAME}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("wanted one of");
    }

    @Test
    void withoutAStore_thePlaceWhereItWorksIsTold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("crossdock.yaml"), text("{secret: prod/registry}", ""));
        assertThatThrownBy(() -> CrossdockSettings.read(file, Map.of())).isInstanceOf(SettingsException.class)
                .hasMessageContaining(file + ":5:24").hasMessageContaining("the functions on AWS do alone")
                .hasMessageContaining("{env: NAME} or {file: path}");
        Files.writeString(file, text("{parameter: /name}", ""));
        assertThatThrownBy(() -> CrossdockSettings.read(file, Map.of())).isInstanceOf(SettingsException.class)
                .hasMessageContaining("AWS Systems Manager");
    }

    @Test
    void pathsOfATextThatIsNoFile_areAbsolute(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from a file\n");
        assertThat(password("{file: %s}".formatted(file))).isEqualTo(new Secret("from a file"));
        assertThatThrownBy(() -> password("{file: password}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("wanted an absolute path, for this configuration lies in no folder");
        assertThatThrownBy(() -> CrossdockSettings.parse(ORIGIN, text("{env: NAME}", "    ca: ca.pem"),
                Map.of("NAME", "env"), STORE)).isInstanceOf(SettingsException.class)
                .hasMessageContaining(ORIGIN + ":6:9");
    }

    @Test
    void textThatIsNoYaml_isToldByItsOrigin() {
        assertThatThrownBy(() -> CrossdockSettings.parse(ORIGIN, "registries: [", Map.of(), STORE))
                .isInstanceOf(SettingsException.class).hasMessageStartingWith(ORIGIN + ":");
    }
}
