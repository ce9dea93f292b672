package dev.gapless.processor.normalise;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.UnknownSourceException;
import dev.gapless.processor.deadletters.RefusedRecord;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads captured records with their source's connector, the same for both doors. A record that cannot be read is
 * refused with its cause; only being unable to ask about the source is nobody's fault and comes out as an exception, to
 * be tried again.
 */
public final class Normaliser {

    private static final Logger LOG = LoggerFactory.getLogger(Normaliser.class);

    /** A larger item would not fit a record of {@code changes}, so the ledger must not take it either. */
    private static final int LARGEST_ITEM = 1_000_000;

    private final ConnectorCatalog catalog;

    public Normaliser(ConnectorCatalog catalog) {
        this.catalog = catalog;
    }

    /** @throws CatalogUnavailableException when the source's connector is not to be had at the moment */
    public Normalised normalise(ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        CapturedRecord captured;
        try {
            captured = RawRecord.captured(record);
        } catch (IllegalArgumentException e) {
            return Refusals.malformed(record, e);
        }
        switch (captured.shape()) {
            case BURIED -> {
                return judged(record, captured, topicId, Burials.extract(captured));
            }
            case RESTORED -> {
                return judged(record, captured, topicId, Restorations.extract(captured));
            }
            case FRAME, LISTED -> {
                // the source's own, for its connector to read
            }
        }
        Connector connector;
        try {
            connector = catalog.connector(captured.stream().source());
        } catch (UnknownSourceException e) {
            return Refusals.unknownSource(record, captured);
        }
        return judged(
                record, captured, topicId, Inference.none(extract(connector, captured, RefusedRecord.where(record))));
    }

    /**
     * A connector that throws has a bug; the record is kept for a replay after its repair, and its neighbours go on.
     */
    private static Extraction extract(Connector connector, CapturedRecord captured, String where) {
        try {
            return connector.extract(captured);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "connector-failed source={} where={} cause={}",
                    captured.stream().source(),
                    where,
                    e.getClass().getSimpleName());
            return new Extraction.Unreadable(
                    "connector-failed",
                    e.getClass().getSimpleName(),
                    "report it as a bug of the connector; replay after its repair");
        }
    }

    private static Normalised judged(
            ConsumerRecord<byte[], byte[]> record, CapturedRecord captured, UUID topicId, Inference inference) {
        return switch (inference.extraction()) {
            case Extraction.Unreadable unreadable -> Refusals.unreadable(record, captured, unreadable);
            case Extraction.Item item
            when !item.itemId().equals(captured.itemId()) -> Refusals.otherItem(record, captured);
            case Extraction.Item item
            when item.canonical() != null && item.canonical().length > LARGEST_ITEM ->
                Refusals.tooLarge(record, captured, item.canonical().length, LARGEST_ITEM);
            case Extraction.Item item ->
                new Normalised.Sighted(
                        record,
                        captured,
                        Items.of(captured, item, inference.revival(), topicId, record.partition(), record.offset()));
        };
    }
}
