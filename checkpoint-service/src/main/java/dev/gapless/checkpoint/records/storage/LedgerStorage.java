package dev.gapless.checkpoint.records.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger takes up.
 *
 * @param compressionRatio bytes of the payloads to the bytes they are stored in, from a sample; null of no payloads
 */
record LedgerStorage(List<TableStorage> tables, @Nullable Double compressionRatio) {

    LedgerStorage {
        tables = List.copyOf(tables);
    }
}
