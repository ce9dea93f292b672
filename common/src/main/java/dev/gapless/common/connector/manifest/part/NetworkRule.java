package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.Connector;
import java.net.InetAddress;

/**
 * Which addresses a source may have. A manifest can be written by someone who should not reach what is around us, so
 * private addresses need the manifest's leave, and whoever resolves a name asks here again before connecting.
 *
 * @param allowPrivate true when plain HTTP and private addresses are permitted
 */
public record NetworkRule(boolean allowPrivate) {

    public static final NetworkRule PUBLIC_ONLY = new NetworkRule(false);

    /** The rule of a connector's manifest. */
    public static NetworkRule of(Connector connector) {
        return connector instanceof NetworkBound bound ? bound.network() : PUBLIC_ONLY;
    }

    public boolean permits(InetAddress address) {
        return allowPrivate || PublicAddress.is(address);
    }
}
