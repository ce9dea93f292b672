package dev.gapless.checkpoint.items.undo;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which concluded deletes are to be undone.
 *
 * @param account null for all of the source
 * @param stream null for all of the account's
 * @param from concluded at this instant or later; null for all
 * @param to concluded before this; null for all
 * @param items of these ids only; null for all
 */
record UndoRequest(
        String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable List<String> items) {}
