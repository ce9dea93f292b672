package dev.gapless.connector.manifest.part;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Tells addresses of the public internet from all others (the special ones of RFC 6890). */
final class PublicAddress {

    /** Blocks of IPv4 that lead to no host of the public internet. */
    private static final List<AddressRange> SPECIAL_4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** The only block of IPv6 that is public. */
    private static final AddressRange PUBLIC_6 = AddressRange.parse("2000::/3");

    /** Exceptions in it: Teredo and 6to4 may hide any IPv4 address, and the others lead nowhere. */
    private static final List<AddressRange> SPECIAL_6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** Metadata services of clouds: who reaches one may become the machine. */
    private static final List<AddressRange> METADATA = ranges(
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254");

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        if (isMetadata(address)) {
            return false;
        }
        return address instanceof Inet4Address
                ? !within(SPECIAL_4, address)
                : PUBLIC_6.contains(address) && !within(SPECIAL_6, address) && !isTunnel(address.getAddress());
    }

    static boolean isMetadata(InetAddress address) {
        return within(METADATA, address);
    }

    /** ISATAP: the last four bytes are an IPv4 address. */
    private static boolean isTunnel(byte[] address) {
        return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e && (address[11] & 0xff) == 0xfe;
    }

    private static boolean within(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }
}
