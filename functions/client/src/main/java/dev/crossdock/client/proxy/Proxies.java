package dev.crossdock.client.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, in capitals or not, by the rules of Go's tools
 * (golang.org/x/net/http/httpproxy). A server on this machine is never reached through one.
 */
public final class Proxies {
    /** Set where a web server runs us for a request, whose header "Proxy" it would give us as HTTP_PROXY. */
    private static final String CGI = "REQUEST_METHOD";
    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;
    private final NoProxy exceptions;

    private Proxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.exceptions = NoProxy.parse(variable("NO_PROXY").map(Variable::value).orElse(""));
    }

    /** Those of an environment. */
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(environment);
    }

    /** No proxy for anybody. */
    public static Proxies none() {
        return new Proxies(Map.of());
    }

    private record Variable(String name, String value) {}

    private Optional<Variable> variable(String name) {
        for (String each : new String[]{name, name.toLowerCase(Locale.ROOT)}) {
            String value = environment.getOrDefault(each, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(new Variable(each, value));
            }
        }
        return Optional.empty();
    }

    /** Through which proxy this server is reached; throws where a variable names one that cannot be used. */
    public Optional<HttpProxy> find(boolean https, String host, int port) throws UnusableProxyException {
        Optional<Variable> variable = https ? variable("HTTPS_PROXY") : variable("HTTP_PROXY");
        boolean forged = !https && environment.containsKey(CGI);
        if (variable.isEmpty() || forged || exceptions.covers(host, port)) {
            return Optional.empty();
        }
        return Optional.of(read(variable.get()));
    }

    private static HttpProxy read(Variable variable) throws UnusableProxyException {
        String text = variable.value.contains("://") ? variable.value : "http://" + variable.value;
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            if (host != null && "http".equalsIgnoreCase(uri.getScheme())) {
                String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                return new HttpProxy(name, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                        Optional.ofNullable(uri.getUserInfo()).map(Proxies::basic));
            }
        } catch (URISyntaxException e) {
            // Told below; the text may hold a password.
        }
        throw new UnusableProxyException(("%s: not a proxy that can be used, wanted http://[USER:PASSWORD@]HOST[:PORT]"
                + " with special characters as %%XX").formatted(variable.name));
    }

    private static String basic(String userInfo) {
        String both = userInfo.indexOf(':') < 0 ? userInfo + ":" : userInfo;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
