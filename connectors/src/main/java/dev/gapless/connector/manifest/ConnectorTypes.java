package dev.gapless.connector.manifest;

import dev.gapless.connector.evm.EvmType;
import dev.gapless.connector.manifest.node.ConnectorType;
import dev.gapless.connector.manifest.rest.RestType;
import java.util.Map;
import java.util.TreeMap;

/** Every type of connector there is; another is one more line. */
final class ConnectorTypes {

    static final Map<String, ConnectorType> BY_NAME =
            new TreeMap<>(Map.of("evm", new EvmType(), "rest", new RestType()));

    private ConnectorTypes() {}
}
