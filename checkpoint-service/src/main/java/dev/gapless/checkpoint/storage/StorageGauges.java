package dev.gapless.checkpoint.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** The latest figures. */
final class StorageGauges {

    private final StorageView view;
    private final MultiGauge bytes;
    private final MultiGauge rows;
    private final MultiGauge ratio;

    StorageGauges(StorageView view, MeterRegistry meters) {
        this.view = view;
        this.bytes =
                MultiGauge.builder("gapless.storage.bytes").baseUnit("bytes").register(meters);
        this.rows = MultiGauge.builder("gapless.storage.rows").register(meters);
        this.ratio = MultiGauge.builder("gapless.storage.compression.ratio").register(meters);
    }

    void refresh() {
        Storage storage = view.now();
        List<MultiGauge.Row<?>> sizes = new ArrayList<>();
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        for (TableStorage table : storage.tables()) {
            sizes.add(row(table, "kind", "table", table.tableBytes()));
            sizes.add(row(table, "kind", "indexes", table.indexBytes()));
            sizes.add(row(table, "kind", "large", table.largeBytes()));
            counts.add(row(table, "state", "live", table.rows()));
            counts.add(row(table, "state", "dead", table.deadRows()));
        }
        bytes.register(sizes, true);
        rows.register(counts, true);
        Double compression = storage.compressionRatio();
        ratio.register(
                compression == null ? List.of() : List.of(MultiGauge.Row.of(Tags.of("of", "payload"), compression)),
                true);
    }

    private static MultiGauge.Row<?> row(TableStorage table, String tag, String value, long number) {
        return MultiGauge.Row.of(Tags.of("table", table.table(), tag, value), number);
    }
}
