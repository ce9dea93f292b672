package dev.gapless.checkpoint.operations;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An operation as the API shows it. */
record OperationView(
        String id,
        String kind,
        String source,
        String account,
        String item,
        long version,
        LongRunningOperation.Status status,
        @Nullable String owner,
        long token,
        @Nullable Instant expiresAt,
        int attempts,
        Instant startedAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant completedAt,
        @JsonRawValue @Nullable String result,
        @Nullable String lastError) {

    static OperationView of(LongRunningOperation one) {
        OperationId id = one.id();
        return new OperationView(
                id.text(),
                id.kind(),
                id.source(),
                id.account(),
                id.item(),
                id.version(),
                one.status(),
                one.owner(),
                one.token(),
                one.expiresAt(),
                one.attempts(),
                one.startedAt(),
                one.lastAttemptAt(),
                one.completedAt(),
                one.result(),
                one.lastError());
    }
}
