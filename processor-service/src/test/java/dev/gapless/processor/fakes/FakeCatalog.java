package dev.gapless.processor.fakes;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.UnknownSourceException;
import java.util.function.UnaryOperator;

/** Knows the source {@code fake}, unless the scheduler is away. */
public final class FakeCatalog implements ConnectorCatalog {

    private volatile Connector connector = new FakeConnector(UnaryOperator.identity());
    private volatile boolean away;

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Another manifest. */
    public void mapping(UnaryOperator<String> text) {
        connector = new FakeConnector(text);
    }

    @Override
    public Connector connector(String source) {
        if (away) {
            throw new CatalogUnavailableException("manifest of " + source, new IllegalStateException("away"));
        }
        if (!source.equals("fake")) {
            throw new UnknownSourceException(source);
        }
        return connector;
    }
}
