package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host name or address, an IPv6 one without its brackets; empty for every address of the machine
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {
    private static final Pattern FORM = Pattern
            .compile("(?:\\[(?<v6>[0-9a-fA-F:.%]+)\\]|(?<name>[A-Za-z0-9._-]*)):(?<port>[0-9]{1,5})");
    private static final int MAXIMUM_PORT = 65_535;

    /** Throws IllegalArgumentException for a port beyond the range. */
    public ListenAddress {
        if (port < 0 || port > MAXIMUM_PORT) {
            throw new IllegalArgumentException("port %d: wanted 0 to %d".formatted(port, MAXIMUM_PORT));
        }
    }

    /** Reads {@code host:port}, {@code [address]:port} or {@code :port}; throws IllegalArgumentException, quoting it. */
    public static ListenAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\": wanted host:port, such as 127.0.0.1:8080".formatted(Quoted.capped(text)));
        }
        String v6 = form.group("v6");
        return new ListenAddress(v6 == null ? form.group("name") : v6, Integer.parseInt(form.group("port")));
    }

    /** What a server socket binds to; a name is looked up. */
    public InetSocketAddress toSocketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
