package dev.gapless.connector.manifest.part;

import dev.gapless.connector.Connector;

/**
 * Which addresses a manifest asks for. It is a wish: the operator's {@link AddressPolicy} says what is permitted; it is
 * asked at each resolution of a name.
 *
 * @param allowPrivate true when the manifest wants plain HTTP and addresses that are not public
 */
public record NetworkRule(boolean allowPrivate) {

    public static final NetworkRule PUBLIC_ONLY = new NetworkRule(false);

    /** The rule of a connector's manifest. */
    public static NetworkRule of(Connector connector) {
        return connector instanceof NetworkBound bound ? bound.network() : PUBLIC_ONLY;
    }
}
