package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.tracing.RowTraceHeader;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which items of the batch at hand are traced, in the context of the thread that commits it. */
public final class TracedItems {

    private static final ContextKey<Map<LogPosition, SpanContext>> KEY = ContextKey.named("gapless-traced-items");

    private TracedItems() {}

    /** The same context with these items. */
    public static Context in(Context context, Map<LogPosition, SpanContext> items) {
        return context.with(KEY, items);
    }

    /** The header of a request with these items; null where none of them is traced. */
    static @Nullable String header(List<Item> items) {
        Map<LogPosition, SpanContext> traced = Context.current().get(KEY);
        if (traced == null) {
            return null;
        }
        Map<Integer, SpanContext> rows = new LinkedHashMap<>();
        for (int i = 0; i < items.size() && rows.size() < RowTraceHeader.MAX_ITEMS; i++) {
            SpanContext trace = traced.get(items.get(i).logPosition());
            if (trace != null) {
                rows.put(i, trace);
            }
        }
        return rows.isEmpty() ? null : RowTraceHeader.text(rows);
    }
}
