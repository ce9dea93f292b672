package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;

/** {@code network: {allow-private}}. */
public final class NetworkPart {

    private NetworkPart() {}

    public static NetworkRule read(Section manifest) {
        Section network = manifest.optionalSection("network");
        return network == null
                ? NetworkRule.PUBLIC_ONLY
                : new NetworkRule(network.value("allow-private", Forms.flag(), false));
    }
}
