package dev.gapless.processor.fakes;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.UnknownSourceException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Knows the source {@code fake}, unless the scheduler is away. */
public final class FakeCatalog implements ConnectorCatalog {

    private volatile Connector connector = new FakeConnector(UnaryOperator.identity());
    private final Map<String, RuntimeException> failing = new ConcurrentHashMap<>();
    private volatile boolean away;

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Whoever asks for this source meets the failure. */
    public void failing(RuntimeException failure, String source) {
        failing.put(source, failure);
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
        if (failing.containsKey(source)) {
            throw failing.get(source);
        }
        if (!source.equals("fake")) {
            throw new UnknownSourceException(source);
        }
        return connector;
    }
}
