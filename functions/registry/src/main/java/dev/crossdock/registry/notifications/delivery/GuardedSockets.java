package dev.crossdock.registry.notifications.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;

/**
 * Sockets that connect to no link-local address, and to no other where a cloud keeps its metadata. What is looked at is the
 * very address that is connected to, so a name may resolve to one thing now and to another then.
 */
final class GuardedSockets extends SocketFactory {
    private static final int IPV6_BYTES = 16;
    private static final int IPV4_BYTES = 4;
    /** AWS's and Google's by IPv6, Alibaba's, Azure's host, Oracle's: beside 169.254.0.0/16 and fe80::/10. */
    private static final List<byte[]> METADATA = List.of(bytes(0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
            0x54), bytes(0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54), bytes(100, 100, 100, 200),
            bytes(168, 63, 129, 16), bytes(192, 0, 0, 192));
    /** Where an IPv6 address carries one of IPv4: NAT64 (RFC 6052) and IPv4-compatible, then 6to4. */
    private static final byte[] NAT64 = bytes(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    private static final byte[] COMPATIBLE = new byte[IPV6_BYTES - IPV4_BYTES];
    private static final byte[] SIX_TO_FOUR = bytes(0x20, 0x02);

    private final boolean allowLinkLocal;

    GuardedSockets(boolean allowLinkLocal) {
        this.allowLinkLocal = allowLinkLocal;
    }

    static boolean isRefused(InetAddress address) {
        return address.isLinkLocalAddress() || isRefused(address.getAddress());
    }

    private static boolean isRefused(byte[] address) {
        if (METADATA.stream().anyMatch(known -> Arrays.equals(known, address))) {
            return true;
        }
        if (address.length == IPV4_BYTES) {
            return address[0] == (byte) 169 && address[1] == (byte) 254;
        }
        boolean isAtEnd = startsWith(address, NAT64) || startsWith(address, COMPATIBLE);
        return (isAtEnd && isRefused(Arrays.copyOfRange(address, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES)))
                || (startsWith(address, SIX_TO_FOUR) && isRefused(Arrays.copyOfRange(address, SIX_TO_FOUR.length,
                        SIX_TO_FOUR.length + IPV4_BYTES)));
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Override
    public Socket createSocket() {
        return new GuardedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        try {
            socket.connect(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Looks at the address first. */
    private final class GuardedSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (!allowLinkLocal && endpoint instanceof InetSocketAddress internet && !internet.isUnresolved()) {
                check(internet.getAddress());
            }
            super.connect(endpoint, timeout);
        }

        private static void check(InetAddress address) throws IOException {
            if (isRefused(address)) {
                throw new IOException(("its address is %s, which is link-local or a cloud's metadata: refused, unless "
                        + "crossdock.notifications says allowlinklocal: true for this endpoint")
                        .formatted(address.getHostAddress()));
            }
        }
    }
}
