package dev.gapless.common.operation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A long-running operation as its row says.
 *
 * @param result JSON; null until it is completed
 * @param error why the last attempt failed; null when it did not
 */
public record LongRunningOperation(
        UUID id,
        OperationRequest request,
        OperationState state,
        OperationLease lease,
        OperationProgress progress,
        OperationTimes times,
        @Nullable String result,
        @Nullable String error) {}
