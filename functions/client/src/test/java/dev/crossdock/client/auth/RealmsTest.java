package dev.crossdock.client.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Address;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealmsTest {
    @ParameterizedTest
    @CsvSource({"https://r.example, https://r.example/token, true", //
            "https://r.example, https://r.example:8443/token, true", //
            "https://r.example:5000, https://R.example/token, true", //
            "https://r.example, http://r.example/token, false", //
            "http://r.example, http://r.example:1/token, true", //
            "http://r.example, https://r.example/token, true", //
            "https://r.example, https://auth.r.example/token, false", //
            "https://r.example, https://evil.example/token, false", //
            "https://registry-1.docker.io, https://auth.docker.io/token, true", //
            "https://registry-1.docker.io, http://auth.docker.io/token, false", //
            "http://registry-1.docker.io, http://auth.docker.io/token, false", //
            "https://registry.gitlab.com, https://gitlab.com/jwt/auth, true", //
            "https://evil.example, https://auth.docker.io/token, false"})
    void belongs_onlyWhatIsTheRegistrysOwn(String registry, String realm, boolean belongs) {
        assertThat(new Realms(Address.parse(registry), List.of()).belongs(Address.parse(realm))).isEqualTo(belongs);
    }

    @Test
    void belongs_whatWasConfigured_byOrigin() {
        Realms realms = new Realms(Address.parse("https://r.example"),
                List.of(URI.create("https://sso.example:7000/x")));
        assertThat(realms.belongs(Address.parse("https://sso.example:7000/other"))).isTrue();
        assertThat(realms.belongs(Address.parse("https://sso.example/other"))).isFalse();
        assertThat(realms.belongs(Address.parse("http://sso.example:7000/other"))).isFalse();
    }

    @Test
    void mayBeAsked_byNobodyInParticular_neverElsewhereWithoutTls() {
        Realms realms = new Realms(Address.parse("http://r.example"), List.of());
        assertThat(realms.mayBeAsked(Address.parse("http://r.example:1/token"))).isTrue();
        assertThat(realms.mayBeAsked(Address.parse("https://other.example/token"))).isTrue();
        assertThat(realms.mayBeAsked(Address.parse("http://169.254.169.254/token"))).isFalse();
    }
}
