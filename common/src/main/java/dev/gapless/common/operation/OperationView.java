package dev.gapless.common.operation;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation as the API shows it. */
public record OperationView(
        UUID id,
        OperationKind kind,
        String target,
        OperationState state,
        @JsonUnwrapped Progress progress,
        @JsonUnwrapped Lease lease,
        String requestedBy,
        @JsonUnwrapped Times times,
        @JsonRawValue String parameters,
        @JsonUnwrapped End end) {
    /**
     * How far it has come.
     *
     * @param done units that are finished
     * @param total units in all; null while unknown
     */
    public record Progress(long done, @Nullable Long total) {}

    /**
     * Who works on it.
     *
     * @param owner the replica that holds it; null when none does
     * @param attempts number of claims
     */
    public record Lease(@Nullable String owner, @Nullable Instant expiresAt, int attempts) {}

    /** When it was asked for, begun and ended. */
    public record Times(
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}

    /**
     * What came of it.
     *
     * @param result of its kind; null until it is completed
     * @param error why the last attempt failed; null when it did not
     */
    public record End(
            @JsonRawValue @Nullable String result, @Nullable String error) {}

    public static OperationView of(LongRunningOperation one) {
        OperationRequest request = one.request();
        return new OperationView(
                one.id(),
                request.kind(),
                request.target(),
                one.state(),
                new OperationView.Progress(one.progress().done(), one.progress().total()),
                new OperationView.Lease(
                        one.lease().owner(),
                        one.lease().expiresAt(),
                        one.lease().attempts()),
                request.requestedBy(),
                new OperationView.Times(
                        one.times().createdAt(),
                        one.times().startedAt(),
                        one.times().endedAt()),
                request.parameters(),
                new OperationView.End(one.result(), one.error()));
    }
}
