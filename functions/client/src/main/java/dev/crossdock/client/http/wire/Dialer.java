package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. A host may have addresses that lead nowhere (IPv6 on half a network): each gets a short time first,
 * and all of the time only in a second round. What worked is tried first from then on.
 */
final class Dialer {
    private static final Duration FIRST_ROUND = Duration.ofMillis(500);
    private static final int MAXIMUM_ADDRESSES = 8;
    private static final int MAXIMUM_REMEMBERED = 1_000;

    private final Duration patience;
    private final Buffers buffers = new Buffers();
    private final Map<String, InetAddress> worked = new ConcurrentHashMap<>();

    Dialer(Duration patience) {
        this.patience = patience;
    }

    Connection dial(Origin origin, Breaker breaker) throws IOException {
        SocketChannel channel = connect(origin, breaker);
        try {
            Line line = origin.secure().isEmpty()
                    ? new PlainLine(channel)
                    : TlsLine.open(channel, origin, origin.secure().get(), buffers);
            return new Connection(origin, channel, line);
        } catch (IOException | RuntimeException e) {
            PlainLine.end(channel);
            throw e;
        }
    }

    private SocketChannel connect(Origin origin, Breaker breaker) throws IOException {
        List<InetAddress> addresses = addresses(origin.host());
        IOException failure = null;
        List<Duration> rounds = addresses.size() == 1 || patience.compareTo(FIRST_ROUND) <= 0
                ? List.of(patience)
                : List.of(FIRST_ROUND, patience);
        for (Duration round : rounds) {
            for (InetAddress address : addresses) {
                try {
                    SocketChannel channel = connect(new InetSocketAddress(address, origin.port()), round, breaker);
                    remember(origin.host(), address);
                    return channel;
                } catch (IOException e) {
                    failure = chained(failure, e);
                }
            }
        }
        throw failure == null ? new ConnectException("no address to connect to") : failure;
    }

    private static IOException chained(@Nullable IOException first, IOException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private List<InetAddress> addresses(String host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(Arrays.asList(InetAddress.getAllByName(host)));
        InetAddress good = worked.get(host);
        if (good != null && addresses.remove(good)) {
            addresses.addFirst(good);
        }
        return addresses.subList(0, Math.min(addresses.size(), MAXIMUM_ADDRESSES));
    }

    private void remember(String host, InetAddress address) {
        if (worked.size() < MAXIMUM_REMEMBERED) {
            worked.put(host, address);
        }
    }

    private static SocketChannel connect(InetSocketAddress address, Duration patience, Breaker breaker)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            breaker.guard(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // what leaves here leaves in large pieces
            channel.socket().connect(address, (int) Math.clamp(patience.toMillis(), 1L, Integer.MAX_VALUE));
            return channel;
        } catch (IOException | RuntimeException e) {
            PlainLine.end(channel);
            throw e;
        }
    }
}
