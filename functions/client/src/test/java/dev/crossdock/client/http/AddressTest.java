package dev.crossdock.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AddressTest {
    private final Address registry = Address.parse("https://EU.example:5000/prefix/");

    @Test
    void parse_otherThanHttp_quotesIt() {
        assertThatThrownBy(() -> Address.parse("ftp://x\n")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"ftp://x?\"");
    }

    @Test
    void toString_hidesQueryAndUser() {
        assertThat(Address.parse("https://u:secret@h/p?sig=secret#f")).hasToString("https://h/p");
    }

    @Test
    void below_keepsThePrefix() {
        assertThat(registry.below("/v2/app/blobs/sha256:00"))
                .hasToString("https://eu.example:5000/prefix/v2/app/blobs/sha256:00");
    }

    @Test
    void with_appendsToAQuery() {
        Address location = registry.resolve("/u?_state=a%2Bb%3D%3D").orElseThrow();
        assertThat(location.with("digest", "sha256:00").url().encodedQuery())
                .isEqualTo("_state=a%2Bb%3D%3D&digest=sha256%3A00");
    }

    @Test
    void resolve_relativeAndAbsolute() {
        assertThat(registry.resolve("/x")).contains(Address.parse("https://eu.example:5000/x"));
        assertThat(registry.resolve("http://other/x")).contains(Address.parse("http://other/x"));
        assertThat(registry.resolve("mailto:x")).isEmpty();
    }

    @Test
    void sameOrigin_needsSchemeHostAndPort() {
        assertThat(registry.sameOrigin(Address.parse("https://eu.example:5000/other"))).isTrue();
        assertThat(registry.sameOrigin(Address.parse("http://eu.example:5000/"))).isFalse();
        assertThat(registry.sameOrigin(Address.parse("https://eu.example/"))).isFalse();
        assertThat(registry.sameOrigin(Address.parse("https://us.example:5000/"))).isFalse();
    }

    @Test
    void overPlainHttp_keepsAPortThatWasNamed() {
        assertThat(registry.overPlainHttp()).hasToString("http://eu.example:5000/prefix/");
        assertThat(Address.parse("https://h").overPlainHttp()).hasToString("http://h/");
    }

    @Test
    void hostAndPort_alwaysHasAPort() {
        assertThat(Address.parse("http://h").hostAndPort()).isEqualTo("h:80");
        assertThat(Address.parse("http://[::1]:5").hostAndPort()).isEqualTo("[::1]:5");
    }
}
