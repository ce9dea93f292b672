package dev.gapless.connector.manifest.part;

import java.net.InetAddress;

/**
 * A block of IP addresses.
 *
 * @param base any address of the block
 * @param prefixBits how many leading bits all addresses of the block share: 0 to 32, or 0 to 128 for IPv6
 */
public record AddressRange(InetAddress base, int prefixBits) {

    public AddressRange {
        int most = base.getAddress().length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > most) {
            throw new IllegalArgumentException("prefix: %d (expected: 0 to %d)".formatted(prefixBits, most));
        }
    }

    /**
     * Reads CIDR notation, such as {@code 10.0.0.0/8} or {@code fd12::/16}. One address stands for itself.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            InetAddress base = InetAddress.ofLiteral(parts[0]);
            int most = base.getAddress().length * Byte.SIZE;
            if (parts.length <= 2) {
                return new AddressRange(base, parts.length == 1 ? most : Integer.parseInt(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule(text), e);
        }
        throw new IllegalArgumentException(rule(text));
    }

    private static String rule(String text) {
        return "address range: '%s' (expected: an address or a block such as 10.0.0.0/8)".formatted(text);
    }

    /** True for an address of the same family inside the block. */
    public boolean contains(InetAddress address) {
        byte[] wanted = base.getAddress();
        byte[] found = address.getAddress();
        if (wanted.length != found.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((wanted[bit / Byte.SIZE] ^ found[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** True when the block is one address. */
    boolean isSingle() {
        return prefixBits == base.getAddress().length * Byte.SIZE;
    }
}
