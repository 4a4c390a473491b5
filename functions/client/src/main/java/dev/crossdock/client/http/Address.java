package dev.crossdock.client.http;

import java.util.Optional;
import okhttp3.HttpUrl;

/** An http or https address. As text it has no query and no user, so that it may stand in a message. */
public final class Address {
    private final HttpUrl url;

    private Address(HttpUrl url) {
        this.url = url;
    }

    /** Throws IllegalArgumentException where the text is not an absolute http or https address. */
    public static Address parse(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new IllegalArgumentException(
                    "address \"%s\": wanted http://host or https://host".formatted(Printable.capped(text)));
        }
        return new Address(url);
    }

    /** What a Location or Link says, seen from here: relative or absolute; empty where it is no address. */
    public Optional<Address> resolve(String location) {
        return Optional.ofNullable(url.resolve(location)).map(Address::new);
    }

    /** The address below this one; the path is encoded already. */
    public Address below(String encodedPath) {
        String prefix = url.encodedPath().endsWith("/")
                ? url.encodedPath().substring(0, url.encodedPath().length() - 1)
                : url.encodedPath();
        return new Address(url.newBuilder().encodedPath(prefix + encodedPath).query(null).fragment(null).build());
    }

    /** The same address with one more parameter in its query; what stands there already stays as it is. */
    public Address with(String name, String value) {
        return new Address(url.newBuilder().addQueryParameter(name, value).build());
    }

    /** The first value of a parameter in the query. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(url.queryParameter(name));
    }

    /** The same place over plain HTTP; a default port becomes the other default port. */
    public Address overPlainHttp() {
        HttpUrl.Builder plain = url.newBuilder().scheme("http");
        return new Address(url.port() == HttpUrl.defaultPort("https")
                ? plain.port(HttpUrl.defaultPort("http")).build()
                : plain.build());
    }

    /** Whether scheme, host and port are the same: what belongs to one may be shown to the other. */
    public boolean sameOrigin(Address other) {
        return isHttps() == other.isHttps() && url.port() == other.url.port() && host().equals(other.host());
    }

    /** Whether it has another port than its scheme's own. */
    public boolean hasPort() {
        return url.port() != HttpUrl.defaultPort(url.scheme());
    }

    /** Whether it is reached over TLS. */
    public boolean isHttps() {
        return url.isHttps();
    }

    /** The host in canonical form: lower case, without port. */
    public String host() {
        return url.host();
    }

    /** Host and port, the port always there. */
    public String hostAndPort() {
        return (host().indexOf(':') >= 0 ? "[" + host() + "]" : host()) + ":" + url.port();
    }

    /** With its query, which may be a secret: to be kept, never to be shown. */
    public String whole() {
        return url.toString();
    }

    HttpUrl url() {
        return url;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && url.equals(that.url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    /** Without query, fragment and user: nothing secret. */
    @Override
    public String toString() {
        return Printable.capped(
                url.newBuilder().username("").password("").query(null).fragment(null).build().toString());
    }
}
