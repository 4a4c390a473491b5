package dev.crossdock.client.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The servers that are reached without a proxy. */
record NoProxy(List<Rule> rules) {
    private static final int MAXIMUM_RULES = 1_000;
    private static final int ANY_PORT = -1;

    /** One entry of the variable. */
    private sealed interface Rule {
        boolean covers(String host, int port);

        /** {@code *} */
        record All() implements Rule {
            @Override
            public boolean covers(String host, int port) {
                return true;
            }
        }

        /** {@code 10.0.0.0/8}; also one address, with all of its bits. */
        record Network(InetAddress network, int bits, int ofPort) implements Rule {
            @Override
            public boolean covers(String host, int port) {
                Optional<InetAddress> address = literal(host);
                if (address.isEmpty() || (ofPort != ANY_PORT && ofPort != port)) {
                    return false;
                }
                byte[] there = address.get().getAddress();
                byte[] here = network.getAddress();
                boolean same = there.length == here.length;
                for (int bit = 0; same && bit < bits; bit++) {
                    int mask = 0x80 >> (bit % 8);
                    same = (there[bit / 8] & mask) == (here[bit / 8] & mask);
                }
                return same;
            }
        }

        /** {@code example.com} with all below it, {@code .example.com} without itself. */
        record Domain(String suffix, boolean itself, int ofPort) implements Rule {
            @Override
            public boolean covers(String host, int port) {
                return (ofPort == ANY_PORT || ofPort == port)
                        && (host.endsWith(suffix) || (itself && host.equals(suffix.substring(1))));
            }
        }
    }

    static NoProxy parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String entry : text.split(",", MAXIMUM_RULES)) {
            String trimmed = entry.strip().toLowerCase(Locale.ROOT);
            if (!trimmed.isEmpty()) {
                rule(trimmed).ifPresent(rules::add);
            }
        }
        return new NoProxy(List.copyOf(rules));
    }

    /** What is no rule covers nothing, as with Go's tools. */
    private static Optional<Rule> rule(String entry) {
        if (entry.equals("*")) {
            return Optional.of(new Rule.All());
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return literal(entry.substring(0, slash)).filter(_ -> entry.substring(slash + 1).matches("[0-9]{1,3}"))
                    .map(network -> new Rule.Network(network, Integer.parseInt(entry.substring(slash + 1)), ANY_PORT))
                    .filter(rule -> rule.bits() <= rule.network().getAddress().length * 8).map(Rule.class::cast);
        }
        Optional<InetAddress> address = literal(entry);
        if (address.isPresent()) {
            return Optional.of(single(address.get(), ANY_PORT));
        }
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon >= 0 && entry.substring(colon + 1).matches("[0-9]{1,5}");
        String host = hasPort ? entry.substring(0, colon) : entry;
        int port = hasPort ? Integer.parseInt(entry.substring(colon + 1)) : ANY_PORT;
        return literal(host).<Rule>map(it -> single(it, port)).or(() -> domain(host, port));
    }

    private static Rule single(InetAddress address, int port) {
        return new Rule.Network(address, address.getAddress().length * 8, port);
    }

    private static Optional<Rule> domain(String name, int port) {
        String host = name.startsWith("*.") ? name.substring(1) : name;
        if (host.isEmpty() || host.equals(".")) {
            return Optional.empty();
        }
        boolean below = host.startsWith(".");
        return Optional.of(new Rule.Domain(below ? host : "." + host, !below, port));
    }

    boolean covers(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        boolean here = name.equals("localhost") || literal(name).filter(InetAddress::isLoopbackAddress).isPresent();
        return here || rules.stream().anyMatch(rule -> rule.covers(name, port));
    }

    /** An address as it is written, in brackets or not; no name is ever resolved. */
    private static Optional<InetAddress> literal(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
