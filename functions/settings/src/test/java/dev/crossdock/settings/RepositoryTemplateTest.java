package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.settings.limits.RepositoryTemplate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code createRepositories} of a registry. */
final class RepositoryTemplateTest {
    private static Optional<RepositoryTemplate> read(String creation) {
        String text = """
                registries:
                  ecr:
                    url: https://123456789012.dkr.ecr.eu-west-1.amazonaws.com
                    createRepositories: %s
                rules: []
                """.formatted(creation);
        return Objects
                .requireNonNull(
                        CrossdockSettings.parse("test.yaml", text, Map.of(), Secret.Store.NONE).limits().get("ecr"))
                .createRepositories();
    }

    @Test
    void flag_isTheRegistrysDefaults_orNothing() {
        assertThat(read("true")).contains(RepositoryTemplate.PLAIN);
        assertThat(read("false")).isEmpty();
    }

    @Test
    void map_isATemplate() {
        assertThat(read("{immutableTags: true, scanOnPush: true}"))
                .contains(new RepositoryTemplate(true, true, Optional.empty()));
        assertThat(read("{encryption: KMS, kmsKey: alias/images}")).contains(new RepositoryTemplate(false, false,
                Optional.of(new RepositoryTemplate.Encryption(Optional.of("alias/images")))));
        assertThat(read("{encryption: KMS}")).contains(new RepositoryTemplate(false, false,
                Optional.of(new RepositoryTemplate.Encryption(Optional.empty()))));
        assertThat(read("{encryption: AES256}")).contains(RepositoryTemplate.PLAIN);
    }

    @Test
    void anythingElse_isToldWithItsPlace() {
        assertThatThrownBy(() -> read("{imutableTags: true}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("test.yaml:4:").hasMessageContaining("immutableTags");
        assertThatThrownBy(() -> read("{kmsKey: alias/images}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("goes with encryption: KMS");
        assertThatThrownBy(() -> read("{encryption: none}")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("wanted AES256 or KMS");
    }
}
