package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryReaderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"http://localhost, http://localhost", "https://Registry.Example.COM, https://registry.example.com",
            "HTTPS://a.example/, https://a.example", "http://127.0.0.1:5001, http://127.0.0.1:5001",
            "https://[::1]:5000, https://[::1]:5000", "https://registry-1.docker.io, https://registry-1.docker.io"})
    void origin_isSchemeHostAndPort(String text, String expected) {
        assertThat(RegistryReader.origin(text)).isEqualTo(URI.create(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "a:5000", "//a", "http:", "http://", "http:///", "http://:5000", "ftp://a",
            "http://u@a", "http://u:p@a", "http://a/b", "http://a//", "http://a?", "http://a#x", "http://a:65536",
            "http://a b", "http://a_b:x", "mailto:a@b", "https://a,b", "http://[::1", "http://a\nb"})
    void origin_anythingElse_isRefused_unquoted(String text) {
        assertThatThrownBy(() -> RegistryReader.origin(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("wanted http:// or https:// with a host").hasMessageNotContaining("u:p");
    }

    @Test
    void origin_ofAnyText_isOneOrIllegal() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "htps:/ab.@?#[]%1 ";
        for (int round = 0; round < 20_000; round++) {
            String text = (random.nextBoolean() ? "http://" : "")
                    + random.ints(random.nextInt(10), 0, alphabet.length()).map(alphabet::charAt)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            try {
                URI origin = RegistryReader.origin(text);
                assertThat(origin.getHost()).as("seed %d: %s", seed, text).isNotEmpty();
                assertThat(origin.getRawPath()).as("seed %d: %s", seed, text).isEmpty();
                assertThat(origin.getRawUserInfo()).as("seed %d: %s", seed, text).isNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d: %s", seed, text).hasMessageStartingWith("wanted http://");
            }
        }
    }

    @Test
    void anonymousRegistry_hasNothingButItsUrl() {
        RegistrySettings edge = read("edge: {url: http://localhost:5000}");
        assertThat(edge.name()).isEqualTo("edge");
        assertThat(edge.credentials()).isEmpty();
        assertThat(edge.webhookToken()).isEmpty();
        assertThat(edge.tls()).isEqualTo(RegistrySettings.Tls.STANDARD);
        assertThat(edge.tokenServers()).isEmpty();
    }

    @Test
    void tokenServer_mayBeOneTextAlone() {
        assertThat(read("edge: {url: https://a, tokenServer: https://auth.example.com}").tokenServers())
                .containsExactly(URI.create("https://auth.example.com"));
    }

    @Test
    void whoWeAre_inOneWay() throws IOException {
        Files.writeString(folder.resolve("token"), "s3cret\n");
        assertThat(read("edge: {url: https://a, identityToken: {file: token}}").credentials())
                .contains(new Credentials.IdentityToken(new Secret("s3cret")));
        assertThat(read("edge: {url: https://a, credentialHelper: ecr-login}").credentials())
                .contains(new Credentials.Program("ecr-login"));
        assertThat(read("edge: {url: https://a, username: u, password: {file: token}}").credentials())
                .contains(new Credentials.Password("u", new Secret("s3cret")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "credentialHelper: x, identityToken: {file: token} | edge.credentialHelper: wanted one of username",
            "username: u, password: {file: token}, credentialHelper: x | edge.credentialHelper: wanted one of username",
            "username: u, credentialHelper: x | edge.credentialHelper: wanted one of username",
            "credentialHelper: ../x | edge.credentialHelper: \"../x\": wanted the NAME of a program",
            "identityToken: s3cret | edge.identityToken: wanted {env: NAME}, {file: path}, {secret: NAME} or {parameter: NAME}",
            "password: {file: token} | edge.username: is missing",
            "clientKey: token | edge.clientCertificate: is missing",
            "clientCertificate: token | edge.clientKey: is missing", "certs: token | edge.certs: folder",
            "clientCertificate: none, clientKey: token | edge.clientCertificate: file"})
    void whoWeAre_unclear_isToldAtItsPlace(String keys, String expected) throws IOException {
        Files.writeString(folder.resolve("token"), "s3cret\n");
        assertThatThrownBy(() -> read("edge: {url: https://a, " + keys + "}")).isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("test.yml:1:").hasMessageContaining(expected).hasMessageNotContaining("s3cret");
    }

    @Test
    void certificates_areFilesAndFolders() throws IOException {
        for (String name : new String[]{"ca", "cert", "key"}) {
            Files.writeString(folder.resolve(name), "pem");
        }
        assertThat(read("edge: {url: https://a, ca: ca, certs: ., clientCertificate: cert, clientKey: key}").tls())
                .isEqualTo(new RegistrySettings.Tls(Optional.of(folder.resolve("ca")), Optional.of(folder.resolve(".")),
                        Optional.of(new RegistrySettings.Tls.Pair(folder.resolve("cert"), folder.resolve("key")))));
    }

    @Test
    void allProblemsOfOneRegistry_areToldTogether() {
        assertThatThrownBy(() -> read("edge: {url: x, username: u, ca: none, tokenServer: [y], colour: red}"))
                .isInstanceOfSatisfying(SettingsException.class,
                        e -> assertThat(e.problems()).hasSize(5).anyMatch(line -> line.contains("edge.colour: unknown"))
                                .anyMatch(line -> line.contains("edge.url: wanted"))
                                .anyMatch(line -> line.contains("edge.password: is missing"))
                                .anyMatch(line -> line.contains("edge.ca: file"))
                                .anyMatch(line -> line.contains("edge.tokenServer[0]: wanted")));
    }

    @Test
    void registryThatIsNoMap_isToldAtItsPlace() {
        assertThatThrownBy(() -> read("edge: http://localhost")).isInstanceOf(SettingsException.class)
                .hasMessage("test.yml:1:7: edge: wanted a map of keys and values");
    }

    @Test
    void problems_areBounded_andToldOnce() {
        Problems problems = new Problems();
        for (int i = 0; i < 1_000; i++) {
            String problem = "problem " + i % 100;
            problems.check(() -> {
                throw new SettingsException(problem);
            });
        }
        assertThat(problems.isEmpty()).isFalse();
        assertThat(problems.exception().problems()).hasSize(50).doesNotHaveDuplicates().startsWith("problem 0");
        assertThatThrownBy(problems::throwIfAny).isInstanceOf(SettingsException.class);
        new Problems().throwIfAny();
    }

    private RegistrySettings read(String text) {
        return new RegistryReader(folder::resolve,
                new SecretReader(Map.of(), Secret.Store.NONE).lookingUnder(folder::resolve))
                .read(YamlDocument.parse("test.yml", text), text.substring(0, text.indexOf(':')));
    }
}
