package dev.gapless.processor.batch;

import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.UnknownSourceException;
import java.util.HashMap;
import java.util.Map;

/**
 * The sources of one batch. Each is asked for once. So all its records are read by the same manifest, and many records
 * of an unknown source are one request. Used by one thread.
 */
final class BatchCatalog implements ConnectorCatalog {

    private final ConnectorCatalog catalog;
    private final Map<String, Connector> known = new HashMap<>();
    private final Map<String, UnknownSourceException> unknown = new HashMap<>();

    BatchCatalog(ConnectorCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Connector connector(String source) {
        UnknownSourceException before = unknown.get(source);
        if (before != null) {
            throw before;
        }
        Connector connector = known.get(source);
        if (connector == null) {
            connector = ask(source);
            known.put(source, connector);
        }
        return connector;
    }

    private Connector ask(String source) {
        try {
            return catalog.connector(source);
        } catch (UnknownSourceException e) {
            unknown.put(source, e);
            throw e;
        }
    }
}
