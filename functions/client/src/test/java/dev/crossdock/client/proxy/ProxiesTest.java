package dev.crossdock.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static Optional<HttpProxy> find(Map<String, String> environment, boolean https) throws Exception {
        return Proxies.of(environment).find(https, "r.example", https ? 443 : 80);
    }

    @Test
    void variable_ofTheScheme_inCapitalsFirst() throws Exception {
        Map<String, String> both = Map.of("HTTP_PROXY", "http://plain:1", "HTTPS_PROXY", "http://tls:2", "https_proxy",
                "http://small:3");
        assertThat(find(both, false)).contains(new HttpProxy("plain", 1, Optional.empty()));
        assertThat(find(both, true)).contains(new HttpProxy("tls", 2, Optional.empty()));
        assertThat(find(Map.of("https_proxy", "http://small:3", "HTTPS_PROXY", ""), true))
                .contains(new HttpProxy("small", 3, Optional.empty()));
        assertThat(find(Map.of("HTTP_PROXY", "http://plain:1"), true)).isEmpty();
        assertThat(Proxies.none().find(true, "r.example", 443)).isEmpty();
    }

    @Test
    void variable_mayHaveNoSchemeAndNoPort() throws Exception {
        assertThat(find(Map.of("HTTPS_PROXY", "proxy:3128"), true))
                .contains(new HttpProxy("proxy", 3128, Optional.empty()));
        assertThat(find(Map.of("HTTPS_PROXY", "http://proxy/"), true))
                .contains(new HttpProxy("proxy", 80, Optional.empty()));
        assertThat(find(Map.of("HTTPS_PROXY", "http://[::1]:3128"), true)).map(HttpProxy::toString)
                .contains("[::1]:3128");
    }

    @Test
    void userAndPassword_areForTheProxy_andNeverShown() throws Exception {
        HttpProxy proxy = find(Map.of("HTTPS_PROXY", "http://me:p%40ss@proxy:1"), true).orElseThrow();
        assertThat(proxy.authorization()).contains("Basic bWU6cEBzcw==");
        assertThat(proxy).hasToString("proxy:1");
    }

    @Test
    void httpProxy_underCgi_isSomebodyElses() throws Exception {
        Map<String, String> cgi = Map.of("REQUEST_METHOD", "GET", "HTTP_PROXY", "http://evil:1", "HTTPS_PROXY",
                "http://tls:2");
        assertThat(find(cgi, false)).isEmpty();
        assertThat(find(cgi, true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://me:s3cret@proxy:1", "https://me:s3cret@proxy", "http://me:s3cret @proxy",
            "http://"})
    void unusableProxy_isToldByTheNameOfItsVariable(String value) {
        assertThatThrownBy(() -> find(Map.of("https_proxy", value), true)).isInstanceOf(UnusableProxyException.class)
                .hasMessageStartingWith("https_proxy: ").hasMessageContaining("wanted http://[USER:PASSWORD@]HOST")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | r.example | 443 | false", "'' | localhost | 443 | true",
            "'' | 127.8.8.8 | 443 | true", "'' | ::1 | 443 | true", "* | r.example | 443 | true",
            "r.example | r.example | 443 | true", "R.Example | r.EXAMPLE | 443 | true",
            "r.example | a.r.example | 443 | true", "r.example | xr.example | 443 | false",
            ".r.example | a.r.example | 443 | true", ".r.example | r.example | 443 | false",
            "*.r.example | a.r.example | 443 | true", "*.r.example | r.example | 443 | false",
            "r.example:5000 | r.example | 5000 | true", "r.example:5000 | r.example | 443 | false",
            "a, ,r.example | r.example | 443 | true", "10.0.0.0/8 | 10.1.2.3 | 443 | true",
            "10.0.0.0/8 | 11.1.2.3 | 443 | false", "10.0.0.0/8 | r.example | 443 | false",
            "10.0.0.0/33 | 10.0.0.0 | 443 | false", "10.0.0.0/x | 10.0.0.0 | 443 | false",
            "10.1.2.3 | 10.1.2.3 | 443 | true", "10.1.2.3:5000 | 10.1.2.3 | 5000 | true",
            "10.1.2.3:5000 | 10.1.2.3 | 443 | false", "2001:db8::/32 | 2001:db8::7 | 443 | true",
            "2001:db8::/32 | 2001:db9::7 | 443 | false", "[2001:db8::7]:5000 | 2001:db8::7 | 5000 | true",
            "2001:db8::7 | 2001:db8::7 | 443 | true", ". | r.example | 443 | false"})
    void noProxy_byGosRules(String rules, String host, int port, boolean covered) throws Exception {
        Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://proxy:1", "no_proxy", rules));
        assertThat(proxies.find(true, host, port).isEmpty()).isEqualTo(covered);
    }
}
