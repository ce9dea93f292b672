package dev.gapless.connector.manifest.part;

import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormats;

/** {@code network: {allow-private}}. */
public final class NetworkPart {

    private NetworkPart() {}

    public static NetworkRule read(ManifestSection manifest) {
        ManifestSection network = manifest.optionalSection("network");
        return network == null
                ? NetworkRule.PUBLIC_ONLY
                : new NetworkRule(network.value("allow-private", ValueFormats.flag(), false));
    }

    /** Notes the manifest's addresses that the operator does not permit. */
    public static void check(ManifestSection manifest, AddressPolicy policy) {
        ManifestSection http = manifest.optionalSection("http");
        ManifestSection socket = manifest.optionalSection("socket");
        ManifestSection authentication = manifest.optionalSection("authentication");
        ManifestSection oauth = authentication == null ? null : authentication.optionalSection("oauth2");
        NetworkRule rule = read(manifest);
        if (http != null) {
            UrlPart.checkPolicy(http, "base-url", rule, policy);
        }
        if (socket != null) {
            UrlPart.checkPolicy(socket, "url", rule, policy);
        }
        if (oauth != null) {
            UrlPart.checkPolicy(oauth, "token-url", rule, policy);
        }
    }
}
