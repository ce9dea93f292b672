package dev.gapless.common.operation;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the API shows it.
 *
 * @param owner the replica that holds it; null when none does
 * @param attempts number of claims
 * @param done units that are finished
 * @param total units in all; null while unknown
 * @param result of its kind; null until it is completed
 * @param error why the last attempt failed; null when it did not
 */
public record OperationView(
        UUID id,
        OperationKind kind,
        String target,
        OperationState state,
        long done,
        @Nullable Long total,
        @Nullable String owner,
        @Nullable Instant expiresAt,
        int attempts,
        String requestedBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @JsonRawValue String parameters,
        @JsonRawValue @Nullable String result,
        @Nullable String error) {

    public static OperationView of(LongRunningOperation one) {
        OperationRequest request = one.request();
        return new OperationView(
                one.id(),
                request.kind(),
                request.target(),
                one.state(),
                one.progress().done(),
                one.progress().total(),
                one.lease().owner(),
                one.lease().expiresAt(),
                one.lease().attempts(),
                request.requestedBy(),
                one.times().createdAt(),
                one.times().startedAt(),
                one.times().endedAt(),
                request.parameters(),
                one.result(),
                one.error());
    }
}
