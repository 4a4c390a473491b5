package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryResponse;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * Who asks, and how the registry is called from there. What a client says of itself counts where it is a proxy that the
 * operator trusts, and nowhere else; but for TLS, which is believed of anybody.
 */
final class Whereabouts {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");
    private static final Pattern FORWARDED_PROTO = Pattern.compile("(?:^|;)\\s*proto=\"?(https?)\"?\\s*(?:;|$)");
    /** As some proxies write who asked them: 192.0.2.1:5678, [2001:db8::1]:5678, or in brackets alone. */
    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+|\\[[0-9a-fA-F:.]+\\])(?::\\d{1,5})?");
    /** The most proxies in a row that are looked at. */
    private static final int MAXIMUM_HOPS = 32;
    private static final String HTTPS = "https";
    private static final String PROTO = "x-forwarded-proto";
    private static final String FORWARDED_HOST = "x-forwarded-host";
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String PREFIX = "x-forwarded-prefix";
    private static final String ROOT = "/v2/";

    private final HttpSettings settings;

    Whereabouts(HttpSettings settings) {
        this.settings = settings;
    }

    /** The path without the registry's prefix; empty where it does not begin with that. */
    Optional<String> path(String path) {
        String prefix = settings.external().prefix();
        if (path.equals("/") || prefix.isEmpty()) {
            return Optional.of(path);
        }
        return path.startsWith(prefix + "/") ? Optional.of(path.substring(prefix.length())) : Optional.empty();
    }

    /**
     * Puts into the headers what is believed in place of what was said. That the client came over TLS is believed of anybody:
     * nobody but the sender could be fooled, and the other way round it would be sent to log in in the open.
     */
    void believe(Request request, Map<String, String> headers) {
        Optional<String> host = Optional.ofNullable(headers.remove(FORWARDED_HOST))
                .filter(name -> HOST.matcher(name).matches());
        Optional<String> proto = proto(request);
        headers.remove(FORWARDED_FOR);
        headers.put(PREFIX, settings.external().prefix());
        headers.put(PROTO, request.isSecure() || proto.filter(HTTPS::equals).isPresent() ? HTTPS : "http");
        headers.computeIfPresent("host", (name, said) -> HOST.matcher(said).matches() ? said : "");
        if (isTrusted(Request.getRemoteAddr(request))) {
            host.ifPresent(name -> headers.put("host", name));
            proto.ifPresent(name -> headers.put(PROTO, name));
        }
        settings.external().host().ifPresent(external -> {
            headers.put("host", external.getRawAuthority());
            headers.put(PROTO, external.getScheme());
        });
    }

    /** How the client itself came, as the proxies say: the first of those that each of them added to. */
    private static Optional<String> proto(Request request) {
        String said = request.getHeaders().get(PROTO);
        if (said != null) {
            return Optional.of(first(said)).filter(name -> name.equals("http") || name.equals(HTTPS));
        }
        String forwarded = request.getHeaders().get("forwarded");
        return Optional.ofNullable(forwarded).map(text -> FORWARDED_PROTO.matcher(first(text))).filter(Matcher::find)
                .map(found -> found.group(1));
    }

    private static String first(String list) {
        return list.substring(0, list.indexOf(',') < 0 ? list.length() : list.indexOf(',')).strip().toLowerCase(
                Locale.ROOT);
    }

    /** The address of the client with its port; behind trusted proxies, the last one that none of them is. */
    String client(Request request) {
        String nearest = Request.getRemoteAddr(request);
        if (!isTrusted(nearest)) {
            return nearest + ":" + Request.getRemotePort(request);
        }
        return farthest(nearest, request.getHeaders().getFields(FORWARDED_FOR).stream().map(HttpField::getValue)
                .toList()) + ":0";
    }

    /** From the end, which the nearest proxy wrote: whoever asked it wrote the beginning, as long as they liked. */
    String farthest(String nearest, List<String> forwardedFor) {
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> hops.addAll(List.of(value.split(",", -1))));
        String found = nearest;
        for (String hop : hops.reversed().subList(0, Math.min(hops.size(), MAXIMUM_HOPS))) {
            Matcher withPort = WITH_PORT.matcher(hop.strip());
            Optional<InetAddress> address = literal(withPort.matches()
                    ? withPort.group(1).replaceAll("[\\[\\]]", "")
                    : hop.strip());
            if (address.isEmpty()) {
                break;
            }
            found = address.get().getHostAddress();
            if (!isTrusted(found)) {
                break;
            }
        }
        return found;
    }

    /** Gives addresses in an answer the beginning by which the client knows the registry, where that is known. */
    RegistryResponse called(RegistryResponse answer, Request request) {
        String beginning = beginning(request);
        if (beginning.isEmpty()) {
            return answer;
        }
        return new RegistryResponse(answer.status(), answer.headers().stream().map(
                header -> called(header, beginning)).toList(), answer.body());
    }

    private static RegistryResponse.Header called(RegistryResponse.Header header, String beginning) {
        boolean isLocation = header.name().equals("Location") && header.value().startsWith(ROOT);
        boolean isLink = header.name().equals("Link") && header.value().startsWith("<" + ROOT);
        if (isLocation) {
            return new RegistryResponse.Header(header.name(), beginning + header.value());
        }
        return isLink
                ? new RegistryResponse.Header(header.name(), "<" + beginning + header.value().substring(1))
                : header;
    }

    private String beginning(Request request) {
        HttpSettings.External external = settings.external();
        if (external.host().isPresent()) {
            String host = external.host().get().toString();
            return (host.endsWith("/") ? host.substring(0, host.length() - 1) : host) + external.prefix();
        }
        String host = request.getHeaders().get(FORWARDED_HOST);
        boolean isKnown = host != null && HOST.matcher(host).matches() && !external.relativeUrls()
                && isTrusted(Request.getRemoteAddr(request));
        if (!isKnown) {
            return external.prefix();
        }
        boolean isSecure = proto(request).map(HTTPS::equals).orElse(request.isSecure());
        return (isSecure ? "https://" : "http://") + host + external.prefix();
    }

    private boolean isTrusted(String address) {
        return !settings.trustedProxies().isEmpty() && literal(address)
                .filter(peer -> settings.trustedProxies().stream().anyMatch(block -> block.contains(peer))).isPresent();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
