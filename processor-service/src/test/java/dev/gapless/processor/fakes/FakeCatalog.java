package dev.gapless.processor.fakes;

import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.UnknownSourceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Knows the sources {@code fake} and {@code late}, unless the scheduler is away. */
public final class FakeCatalog implements ConnectorCatalog {

    private volatile Connector connector = new FakeConnector(UnaryOperator.identity());
    private final Map<String, RuntimeException> failing = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Whether the manifest of this source cannot be had; of {@code fake} and {@code late} it can. */
    public void away(String source, boolean isAway) {
        if (isAway) {
            failing(
                    new CatalogUnavailableException("manifest of " + source, new IllegalStateException("away")),
                    source);
        } else {
            failing.remove(source);
        }
    }

    /** A request for this source fails. */
    public void failing(RuntimeException failure, String source) {
        failing.put(source, failure);
    }

    /** The sources that were asked for, one after the other. */
    public List<String> asked() {
        return asked;
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
        asked.add(source);
        RuntimeException failure = failing.get(source);
        if (failure != null) {
            throw failure;
        }
        if (!source.equals("fake") && !source.equals("late")) {
            throw new UnknownSourceException(source);
        }
        return connector;
    }
}
