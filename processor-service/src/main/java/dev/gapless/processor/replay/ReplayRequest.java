package dev.gapless.processor.replay;

import dev.gapless.processor.capturedlog.RecordSelection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The parameters of a replay, as they are kept with its operation. */
record ReplayRequest(
        String source, @Nullable String account, @Nullable String stream, Instant from, Instant to) {

    static ReplayRequest of(RecordSelection selection) {
        return new ReplayRequest(
                selection.source(), selection.account(), selection.stream(), selection.from(), selection.to());
    }

    RecordSelection selection() {
        return new RecordSelection(source, account, stream, from, to);
    }
}
