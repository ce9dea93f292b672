package dev.gapless.connector.manifest.node;

import dev.gapless.connector.Connector;
import java.util.function.Supplier;

/** One value of a manifest's {@code type}: how the rest of it is read. */
public interface ConnectorType {

    /**
     * Asks for everything that a manifest of this type has, noting each mistake in the section. {@code type} has been
     * asked for already; keys that are not asked for are noted by the caller.
     *
     * @param revision fingerprint of the manifest's text
     * @return makes the connector; called only if there was no mistake, so it may rely on every value
     */
    Supplier<Connector> read(ManifestSection manifest, String revision);
}
