package dev.gapless.connector.manifest.part;

import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses sources may have in this installation. The operator sets it. The author of a manifest may not reach
 * the services around us. So a manifest's own permission opens nothing that is not listed here.
 *
 * @param allowed blocks that are not on the public internet and may be used by manifests that ask for it
 */
public record AddressPolicy(List<AddressRange> allowed) {

    /** Nothing but the public internet. */
    public static final AddressPolicy PUBLIC_ONLY = new AddressPolicy(List.of());

    public AddressPolicy {
        allowed = List.copyOf(allowed);
    }

    /**
     * @param ranges as {@link AddressRange#parse} reads them
     * @throws IllegalArgumentException when one of them cannot be read
     */
    public static AddressPolicy of(List<String> ranges) {
        return new AddressPolicy(ranges.stream().map(AddressRange::parse).toList());
    }

    /**
     * Asked of what a name resolved to, before the connection to that same address.
     *
     * @param rule of the manifest
     */
    public boolean permits(NetworkRule rule, InetAddress address) {
        return PublicAddress.is(address) || (rule.allowPrivate() && allows(address));
    }

    /** True when the operator lists the address. A metadata service must be listed alone, not as part of a block. */
    boolean allows(InetAddress address) {
        boolean alone = PublicAddress.isMetadata(address);
        return allowed.stream().anyMatch(range -> range.contains(address) && (range.isSingle() || !alone));
    }
}
