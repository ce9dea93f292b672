package dev.gapless.common.platform;

import dev.gapless.common.connector.Connector;

/** The sources that are known to the scheduler, ready to be spoken to. */
public interface ConnectorCatalog {

    /**
     * The connector as its manifest stood at most ten seconds ago, or, while the scheduler is away, as it was last
     * seen.
     *
     * @throws UnknownSourceException when the scheduler says that there is no such source
     * @throws CatalogUnavailableException when the scheduler cannot be asked and nothing is remembered; try again later
     */
    Connector connector(String source);
}
