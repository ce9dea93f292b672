package dev.gapless.checkpoint.items.undo;

import dev.gapless.checkpoint.items.undo.UndoResult.OfStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which concluded deletes a request would undo. Nothing is changed by asking. */
final class UndoService {

    private static final class Count {
        private long items;
        private final Set<String> by = new LinkedHashSet<>();
    }

    private final InferredDeleteStore deletes;

    UndoService(InferredDeleteStore deletes) {
        this.deletes = deletes;
    }

    UndoResult plan(UndoRequest wanted) {
        Map<String, Count> streams = new LinkedHashMap<>();
        List<String> asked = wanted.items();
        Set<String> missing = asked == null ? new HashSet<>() : new LinkedHashSet<>(asked);
        @Nullable String after = null;
        List<InferredDeleteRow> batch = deletes.next(wanted, null);
        while (!batch.isEmpty()) {
            for (InferredDeleteRow item : batch) {
                Count count = streams.computeIfAbsent(item.stream().key(), key -> new Count());
                count.items++;
                count.by.add(item.inferredBy());
                missing.remove(item.itemId());
                after = item.key();
            }
            batch = deletes.next(wanted, after);
        }
        List<OfStream> told = new ArrayList<>();
        streams.forEach((stream, count) -> told.add(new OfStream(stream, count.items, List.copyOf(count.by))));
        long items = told.stream().mapToLong(OfStream::items).sum();
        return new UndoResult(true, items, told, List.copyOf(missing));
    }
}
