package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.manifest.node.ManifestSection;
import dev.gapless.common.connector.manifest.node.ValueFormats;

/** {@code network: {allow-private}}. */
public final class NetworkPart {

    private NetworkPart() {}

    public static NetworkRule read(ManifestSection manifest) {
        ManifestSection network = manifest.optionalSection("network");
        return network == null
                ? NetworkRule.PUBLIC_ONLY
                : new NetworkRule(network.value("allow-private", ValueFormats.flag(), false));
    }
}
