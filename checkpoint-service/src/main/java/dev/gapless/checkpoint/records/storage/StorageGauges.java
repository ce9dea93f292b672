package dev.gapless.checkpoint.records.storage;

import dev.gapless.common.metrics.TaggedGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** The latest figures. */
final class StorageGauges {

    private final StorageView view;
    private final TaggedGauges bytes;
    private final TaggedGauges rows;
    private final TaggedGauges ratio;

    StorageGauges(StorageView view, MeterRegistry meters) {
        this.view = view;
        this.bytes = TaggedGauges.ofAmounts(meters, "gapless.storage.bytes", "what a table takes up");
        this.rows = TaggedGauges.ofAmounts(
                meters, "gapless.storage.rows", "rows of a table, as the database estimates them");
        this.ratio = TaggedGauges.ofShares(
                meters, "gapless.storage.compression.ratio", "how many times smaller payloads are stored");
    }

    void refresh() {
        LedgerStorage storage = view.now();
        Map<Tags, Double> sizes = new HashMap<>();
        Map<Tags, Double> counts = new HashMap<>();
        for (TableStorage table : storage.tables()) {
            sizes.put(tags(table, "kind", "table"), (double) table.tableBytes());
            sizes.put(tags(table, "kind", "indexes"), (double) table.indexBytes());
            sizes.put(tags(table, "kind", "large"), (double) table.largeBytes());
            counts.put(tags(table, "state", "live"), (double) table.rows());
            counts.put(tags(table, "state", "dead"), (double) table.deadRows());
        }
        bytes.show(sizes);
        rows.show(counts);
        Double compression = storage.compressionRatio();
        ratio.show(compression == null ? Map.of() : Map.of(Tags.of("of", "payload"), compression));
    }

    private static Tags tags(TableStorage table, String tag, String value) {
        return Tags.of("table", table.table(), tag, value);
    }
}
