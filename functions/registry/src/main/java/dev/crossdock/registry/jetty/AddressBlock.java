package dev.crossdock.registry.jetty;

import dev.crossdock.image.Quoted;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of network addresses: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address alone.
 *
 * @param first      an address of the block
 * @param prefixBits how many bits its addresses share
 */
public record AddressBlock(InetAddress first, int prefixBits) {
    /** Never a name: to look one up would ask somebody else whom to trust. */
    private static final Pattern FORM = Pattern
            .compile("(?<address>\\d{1,3}(?:\\.\\d{1,3}){3}|(?=.*:)[0-9a-fA-F:.]{2,45})(?:/(?<bits>\\d{1,3}))?");

    /** Throws IllegalArgumentException for more bits than an address has. */
    public AddressBlock {
        int most = first.getAddress().length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > most) {
            throw new IllegalArgumentException("/%d: wanted 0 to %d bits".formatted(prefixBits, most));
        }
    }

    /** Reads one; throws IllegalArgumentException, quoting what is none. */
    public static AddressBlock parse(String text) {
        Matcher form = FORM.matcher(text);
        try {
            if (form.matches() && (text.contains(":") || text.contains("."))) {
                InetAddress address = InetAddress.getByName(form.group("address"));
                String bits = form.group("bits");
                return new AddressBlock(address,
                        bits == null ? address.getAddress().length * Byte.SIZE : Integer.parseInt(bits));
            }
        } catch (UnknownHostException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "\"%s\": wanted a block of addresses such as 10.0.0.0/8 or fd00::/8".formatted(Quoted.capped(text)));
    }

    /** Whether the address, which is none of a name, lies in the block. */
    boolean contains(InetAddress address) {
        byte[] block = first.getAddress();
        byte[] other = address.getAddress();
        if (block.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((block[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefixBits;
    }
}
