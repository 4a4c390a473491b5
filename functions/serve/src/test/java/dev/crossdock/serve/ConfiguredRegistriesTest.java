package dev.crossdock.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.settings.Credentials.Program;
import dev.crossdock.settings.Credentials.IdentityToken;
import dev.crossdock.settings.Credentials.Password;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the client is told of a registry in crossdock.yaml. */
class ConfiguredRegistriesTest {
    private static final URI ELSEWHERE = URI.create("https://auth.example");

    private static RegistryOptions options(String url, RegistrySettings.Tls tls,
            Optional<dev.crossdock.settings.Credentials> credentials) {
        return ConfiguredRegistries.options(new RegistrySettings("edge", URI.create(url), credentials,
                Optional.empty(), tls, List.of(ELSEWHERE)));
    }

    private static Optional<Credentials> given(String url, Optional<dev.crossdock.settings.Credentials> credentials) {
        return options(url, RegistrySettings.Tls.STANDARD, credentials).credentials().given();
    }

    @Test
    void whoAsks_isWhoIsConfigured() {
        String url = "https://r.example";
        assertThat(given(url, Optional.of(new Password("u", new Secret("p")))))
                .contains(new Credentials.Basic("u", "p"));
        assertThat(given(url, Optional.of(new IdentityToken(new Secret("t")))))
                .contains(new Credentials.IdentityToken("t"));
        assertThat(given(url, Optional.empty())).contains(Credentials.anonymous());
    }

    @Test
    void whoAsks_isFoundOutLater_byAHelper_andAtAmazon() {
        String amazon = "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com";
        assertThat(given("https://r.example", Optional.of(new Program("mine")))).isEmpty();
        assertThat(given(amazon, Optional.empty())).isEmpty();
        assertThat(given(amazon, Optional.of(new Password("AWS", new Secret("p"))))).isPresent();
    }

    @Test
    void certificates_areTakenOver_andTokenServersToo() {
        Path ca = Path.of("/a/ca.pem");
        Path certs = Path.of("/a/certs");
        RegistryOptions options = options("https://r.example", new RegistrySettings.Tls(Optional.of(ca),
                Optional.of(certs), Optional.of(new RegistrySettings.Tls.Pair(Path.of("/a/c"), Path.of("/a/k")))),
                Optional.empty());
        assertThat(options.tls()).isEqualTo(new TlsOptions(List.of(ca, certs),
                List.of(new TlsOptions.Client.Folder(certs),
                        new TlsOptions.Client.Pair(Path.of("/a/c"), Path.of("/a/k"))),
                true));
        assertThat(options.tokenServers()).containsExactly(ELSEWHERE);
        assertThat(options("https://r.example", RegistrySettings.Tls.STANDARD, Optional.empty()).tls())
                .isEqualTo(TlsOptions.STANDARD);
    }
}
