package dev.gapless.common.tracing;

import io.opentelemetry.api.trace.SpanContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a commit request are traced, as a header: {@code 0=00-…-01,17=00-…-01}. A request holds items of many
 * traces, and the standard header names one.
 */
public final class RowTraceHeader {

    public static final String HEADER = "gapless-row-traces";

    /** Of one request; the header stays below 4 KB. */
    public static final int MAX_ITEMS = 64;

    private RowTraceHeader() {}

    /** @param traced by the item's index in the request, at most {@value #MAX_ITEMS} */
    public static String text(Map<Integer, SpanContext> traced) {
        return traced.entrySet().stream()
                .map(each -> each.getKey() + "=" + TraceParent.text(each.getValue()))
                .collect(Collectors.joining(","));
    }

    /** What of the header can be read, of the first {@value #MAX_ITEMS} entries. */
    public static Map<Integer, SpanContext> read(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Map.of();
        }
        Map<Integer, SpanContext> traced = new LinkedHashMap<>();
        String[] entries = header.split(",", MAX_ITEMS + 1);
        for (int i = 0; i < Math.min(entries.length, MAX_ITEMS); i++) {
            String[] parts = entries[i].split("=", 2);
            if (parts.length == 2 && parts[0].matches("\\d{1,6}")) {
                SpanContext context = TraceParent.of(parts[1]);
                if (context.isValid()) {
                    traced.put(Integer.parseInt(parts[0]), context);
                }
            }
        }
        return traced;
    }
}
