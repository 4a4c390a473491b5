package dev.crossdock.client.proxy;

import java.util.Optional;

/**
 * A proxy that speaks plain HTTP.
 *
 * @param authorization what its Proxy-Authorization header wants; no other server may see it
 */
public record HttpProxy(String host, int port, Optional<String> authorization) {
    /** Without credentials. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
