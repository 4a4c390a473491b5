package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.jetty.AddressBlock;
import dev.crossdock.registry.jetty.HttpSettings;
import dev.crossdock.registry.jetty.HttpSettings.External;
import dev.crossdock.registry.jetty.HttpSettings.Limits;
import dev.crossdock.registry.jetty.TlsSettings;
import dev.crossdock.registry.jetty.TlsSettings.Clients;
import dev.crossdock.registry.jetty.TlsSettings.Mode;
import dev.crossdock.registry.jetty.TlsSettings.Version;
import dev.crossdock.settings.ListenAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code http}, with {@code crossdock.trustedproxies} and {@code crossdock.limits}: how the registry is reached. Where
 * monitors ask, and how it stops, is read by {@link OperationSection}.
 */
final class HttpSection {
    private static final ListenAddress USUAL_ADDRESS = new ListenAddress("", 5000);
    private static final String ONE_VERSION = "HTTP/1.1 is spoken, over which blobs are streamed faster";

    private HttpSection() {}

    static HttpSettings read(Section top, Section crossdock) {
        Section http = top.section("http");
        http.keys(List.of("addr", "net", "host", "prefix", "relativeurls", "draintimeout", "tls", "headers", "debug",
                "secret"), Map.of("http2", ONE_VERSION, "h2c", ONE_VERSION));
        http.find("net", HttpSection::network);
        ListenAddress address = http.find("addr", ListenAddress::parse).orElse(USUAL_ADDRESS);
        Optional<TlsSettings> tls = http.has("tls") ? tls(http, http.section("tls")) : Optional.empty();
        External external = external(http);
        Map<String, List<String>> headers = http.has("headers")
                ? headers(http.section("headers"))
                : HttpSettings.USUAL_HEADERS;
        Limits limits = limits(crossdock);
        List<AddressBlock> proxies = crossdock.all("trustedproxies", AddressBlock::parse);
        return http.make("headers", () -> new HttpSettings(address, tls, external, headers, limits, proxies));
    }

    private static String network(String text) {
        if (!text.equals("tcp")) {
            throw new IllegalArgumentException("\"%s\": wanted tcp: crossdock listens on no other sockets".formatted(
                    Quoted.capped(text)));
        }
        return text;
    }

    private static External external(Section http) {
        Optional<URI> host = http.address("host");
        boolean isRelative = http.flag("relativeurls", false);
        http.make("host", () -> new External(host, isRelative, ""));
        String prefix = http.findText("prefix").orElse("");
        return http.make("prefix", () -> new External(host, isRelative, prefix));
    }

    static Map<String, List<String>> headers(Section headers) {
        Map<String, List<String>> result = new LinkedHashMap<>();
        headers.keys().forEach(name -> result.put(name, headers.texts(name)));
        return result;
    }

    private static Limits limits(Section crossdock) {
        Section limits = crossdock.section("limits");
        limits.keys("headerbytes", "uribytes", "connections", "idle", "slowest");
        Limits usual = Limits.USUAL;
        return crossdock.make("limits", () -> new Limits(
                limits.bytes("headerbytes").map(HttpSection::atMost).orElse(usual.headerBytes()),
                limits.bytes("uribytes").map(HttpSection::atMost).orElse(usual.uriBytes()),
                limits.number("connections", 1, Integer.MAX_VALUE).orElse(usual.connections()),
                limits.period("idle").orElse(usual.idle()),
                limits.number("slowest", 0, Integer.MAX_VALUE).orElse(usual.slowest())));
    }

    /** What is too much for a count is too much for its limit too, which says so. */
    private static int atMost(long bytes) {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static Optional<TlsSettings> tls(Section http, Section tls) {
        tls.keys("certificate", "key", "clientcas", "clientauth", "minimumtls", "ciphersuites", "letsencrypt");
        Optional<Path> certificate = tls.path("certificate");
        Optional<Path> key = tls.path("key");
        if (certificate.isEmpty() && key.isEmpty() && !wantsMore(tls)) {
            warnOfTheRest(tls);
            return Optional.empty(); // texts without characters, as charts leave them
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw http.problem("tls",
                    "wanted certificate and key: without both, everything would be served in the open; "
                            + "files that certbot or cert-manager renews are read again when they change");
        }
        if (tls.has("letsencrypt")) {
            tls.warn("letsencrypt", "certificate and key are used, and read again when they change");
        }
        List<Path> authorities = tls.paths("clientcas");
        if (authorities.isEmpty() && tls.findText("clientauth").isPresent()) {
            tls.warn("clientauth", "without clientcas no client is asked for a certificate");
        }
        Mode mode = tls.find("clientauth", Mode::labelled).orElse(Mode.REQUIRE_AND_VERIFY);
        Version minimum = tls.find("minimumtls", Version::labelled).orElse(Version.TLS_1_2);
        return Optional.of(tls.make("ciphersuites", () -> new TlsSettings(certificate.get(), key.get(), minimum,
                tls.texts("ciphersuites"), authorities.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Clients(authorities, mode)))));
    }

    private static void warnOfTheRest(Section tls) {
        String why = "without certificate and key plain HTTP is served";
        for (String key : List.of("clientauth", "minimumtls", "ciphersuites")) {
            if (!tls.texts(key).isEmpty() && !tls.texts(key).getFirst().isEmpty()) {
                tls.warn(key, why);
            }
        }
        Section acme = tls.section("letsencrypt");
        if (acme.findText("directoryurl").isPresent()) {
            acme.warn("directoryurl", why);
        }
    }

    private static boolean wantsMore(Section tls) {
        Section acme = tls.section("letsencrypt");
        return !tls.texts("clientcas").isEmpty() || acme.findText("cachefile").isPresent()
                || acme.findText("email").isPresent() || !acme.texts("hosts").isEmpty();
    }
}
