package dev.gapless.connector.catalog;

import dev.gapless.connector.Connector;

/** The sources that are known to the scheduler, ready to be spoken to. */
public interface ConnectorCatalog {

    /**
     * The connector as its manifest stood at most ten seconds ago, or, while the scheduler gives no answer, as it was
     * last seen. Waits only where nothing is remembered of the source.
     *
     * @throws UnknownSourceException when the scheduler says that there is no such source
     * @throws CatalogUnavailableException when nothing is remembered and the scheduler gives no answer, or when this
     *     release cannot read the manifest; try again later
     */
    Connector connector(String source);
}
