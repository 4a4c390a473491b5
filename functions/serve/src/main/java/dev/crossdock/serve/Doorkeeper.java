package dev.crossdock.serve;

import dev.crossdock.settings.Secret;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets in who carries the right token. */
final class Doorkeeper {
    private static final String BEARER = "bearer ";
    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
            "X-Real-IP", "Via");
    private static final List<String> LOOPBACK_NAMES = List.of("localhost", "127.0.0.1", "[::1]");

    private Doorkeeper() {}

    /** Why a notification is not taken; empty where it is. */
    static Optional<HttpResponse<String>> refusal(HttpRequest<?> request, Secret token, String tokenName) {
        return carries(request, token)
                ? Optional.empty()
                : Optional.of(Answers
                        .error(HttpStatus.UNAUTHORIZED,
                                "the Authorization header is missing or wrong: wanted \"Bearer\" and the registry's %s"
                                        .formatted(tokenName))
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"crossdock\""));
    }

    /** Why a person's request is not taken; without a configured token, who is on this machine is let in. */
    static Optional<HttpResponse<String>> refusal(HttpRequest<?> request, Optional<Secret> apiToken) {
        if (apiToken.isPresent()) {
            return refusal(request, apiToken.get(), "apiToken of crossdock.yaml");
        }
        return isOfThisMachine(request)
                ? Optional.empty()
                : Optional.of(Answers.error(HttpStatus.FORBIDDEN,
                        "without an apiToken in crossdock.yaml this is answered on a loopback address only"));
    }

    private static boolean carries(HttpRequest<?> request, Secret token) {
        String header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && token.matches(header.substring(BEARER.length()).strip());
    }

    /** A proxy in front of us would make everybody local, and a page in a browser may send here under its own name. */
    private static boolean isOfThisMachine(HttpRequest<?> request) {
        InetAddress remote = request.getRemoteAddress().getAddress();
        String host = Optional.ofNullable(request.getHeaders().get(HttpHeaders.HOST)).orElse("");
        String name = host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        return remote != null && remote.isLoopbackAddress() && LOOPBACK_NAMES.contains(name)
                && FORWARDED.stream().noneMatch(request.getHeaders()::contains) && !isOfAForeignPage(request);
    }

    /** A browser sends a page's requests to any address, this one too, and says where the page came from. */
    private static boolean isOfAForeignPage(HttpRequest<?> request) {
        String site = Optional.ofNullable(request.getHeaders().get("Sec-Fetch-Site")).orElse("none");
        return request.getHeaders().contains(HttpHeaders.ORIGIN)
                || !(site.equals("none") || site.equals("same-origin"));
    }
}
