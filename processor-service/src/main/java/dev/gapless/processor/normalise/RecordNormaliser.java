package dev.gapless.processor.normalise;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.InferredRecord;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.UnknownSourceException;
import dev.gapless.processor.deadletters.RefusedRecord;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads captured records with their source's connector, the same for both paths. A record that cannot be read is
 * refused with its cause. A source that cannot be asked about is no fault of the record. It causes an exception, and
 * the record is tried again.
 */
public final class RecordNormaliser {

    private static final Logger LOG = LoggerFactory.getLogger(RecordNormaliser.class);

    /** A larger item would not fit a record of {@code changes}, so the ledger must not take it either. */
    private static final int LARGEST_ITEM = 1_000_000;

    private final ConnectorCatalog catalog;

    public RecordNormaliser(ConnectorCatalog catalog) {
        this.catalog = catalog;
    }

    /** @throws CatalogUnavailableException when the source's connector is not to be had at the moment */
    public NormalisationResult normalise(ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        CapturedRecord captured;
        try {
            captured = captured(record);
        } catch (IllegalArgumentException e) {
            return RefusalReasons.malformed(record, e);
        }
        InferredRecord inferred = InferredRecord.read(captured);
        if (inferred != null) {
            return judged(record, captured, topicId, inferred.extraction(), inferred.undoCount());
        }
        Connector connector;
        try {
            connector = catalog.connector(captured.stream().source());
        } catch (UnknownSourceException e) {
            return RefusalReasons.unknownSource(record, captured);
        }
        return judged(record, captured, topicId, extract(connector, captured, RefusedRecord.where(record)), 0);
    }

    /** @throws IllegalArgumentException when it is no captured record; the message names the header */
    private static CapturedRecord captured(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("value: null (expected: the upstream's bytes)");
        }
        return CapturedRecord.of(
                name -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                value);
    }

    /**
     * A connector that throws has a bug; the record is kept for a replay after its repair, and its neighbours go on.
     */
    private static ExtractionResult extract(Connector connector, CapturedRecord captured, String where) {
        try {
            return connector.extract(captured);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "connector-failed source={} where={} cause={}",
                    captured.stream().source(),
                    where,
                    e.getClass().getSimpleName());
            return new ExtractionResult.Unreadable(
                    "connector-failed",
                    e.getClass().getSimpleName(),
                    "report it as a bug of the connector; replay after its repair");
        }
    }

    private static NormalisationResult judged(
            ConsumerRecord<byte[], byte[]> record,
            CapturedRecord captured,
            UUID topicId,
            ExtractionResult extraction,
            int undoCount) {
        return switch (extraction) {
            case ExtractionResult.Unreadable unreadable -> RefusalReasons.unreadable(record, captured, unreadable);
            case ExtractionResult.Item item
            when !item.itemId().equals(captured.itemId()) -> RefusalReasons.otherItem(record, captured);
            case ExtractionResult.Item item
            when item.canonical() != null && item.canonical().length > LARGEST_ITEM ->
                RefusalReasons.tooLarge(record, captured, item.canonical().length, LARGEST_ITEM);
            case ExtractionResult.Item item ->
                new NormalisationResult.Sighted(
                        record,
                        captured,
                        CommitItemMapper.of(captured, item, undoCount, topicId, record.partition(), record.offset()));
        };
    }
}
