package dev.gapless.checkpoint.records.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.gapless.checkpoint.CheckpointDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgerStorageIT {

    @Test
    void each_table_tells_its_bytes_and_the_payloads_how_well_they_compress() {
        try (CheckpointDatabase database = new CheckpointDatabase()) {
            StorageView view = new StorageView(database.jdbc());
            assertThat(view.now().compressionRatio()).isNull();
            database.jdbc().execute("""
                    insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, payload,
                                      path, provenance, generation, inferred, seen_at, accepted_at, topic_id, log_partition,
                                      log_offset)
                    select 'forum', 'ann', 'posts', 'post-' || n, n, 2, 0, false, '\\x00', repeat('x', 10000), 'LIVE', 'w', 0,
                           false, now(), now(), '00000000-0000-0000-0000-000000000001', 0, n
                      from generate_series(1, 1000) n
                    """);
            database.jdbc().execute("analyze item");

            LedgerStorage storage = view.now();

            assertThat(storage.compressionRatio()).isGreaterThan(10);
            assertThat(storage.tables())
                    .filteredOn(table -> table.table().equals("item"))
                    .singleElement()
                    .satisfies(item -> {
                        assertThat(item.rows()).isEqualTo(1_000);
                        assertThat(item.tableBytes()).isBetween(100_000L, 1_000_000L);
                        assertThat(item.indexBytes()).isPositive();
                    });
            assertThat(storage.tables()).extracting(TableStorage::table).contains("coverage_window", "item_version");
            assertThat(gauges(view))
                    .containsEntry("gapless.storage.compression.ratio payload", storage.compressionRatio())
                    .containsAllEntriesOf(ofItems(storage));
        }
    }

    private static Map<String, Double> gauges(StorageView view) {
        MeterRegistry meters = new SimpleMeterRegistry();
        new StorageGauges(view, meters).refresh();
        return meters.getMeters().stream()
                .collect(Collectors.toMap(
                        meter -> Stream.concat(
                                        Stream.of(meter.getId().getName()),
                                        meter.getId().getTags().stream().map(Tag::getValue))
                                .collect(Collectors.joining(" ")),
                        meter -> ((Gauge) meter).value()));
    }

    private static Map<String, Double> ofItems(LedgerStorage storage) {
        TableStorage item = storage.tables().stream()
                .filter(table -> table.table().equals("item"))
                .findFirst()
                .orElseThrow();
        return Map.of(
                "gapless.storage.bytes table item", (double) item.tableBytes(),
                "gapless.storage.bytes indexes item", (double) item.indexBytes(),
                "gapless.storage.bytes large item", (double) item.largeBytes(),
                "gapless.storage.rows live item", (double) item.rows(),
                "gapless.storage.rows dead item", (double) item.deadRows());
    }

    @Test
    void packed_payloads_count_with_what_they_were() {
        try (CheckpointDatabase database = new CheckpointDatabase()) {
            byte[] packed = Zstd.compress("x".repeat(10_000).getBytes(StandardCharsets.UTF_8), 1);
            database.jdbc().update("""
                            insert into item (source, account, stream, item_id, position, version, operation, deleted, hash,
                                              packed, path, provenance, generation, inferred, seen_at, accepted_at, topic_id,
                                              log_partition, log_offset)
                            select 'forum', 'ann', 'posts', 'post-' || n, n, 1, 0, false, '\\x00', ?, 'LIVE', 'w', 0, false,
                                   now(), now(), '00000000-0000-0000-0000-000000000001', 0, n
                              from generate_series(1, 100) n
                            """, packed);

            assertThat(new StorageView(database.jdbc()).now().compressionRatio())
                    .isBetween(10_000.0 / (packed.length + 4), 10_000.0 / packed.length);
        }
    }
}
