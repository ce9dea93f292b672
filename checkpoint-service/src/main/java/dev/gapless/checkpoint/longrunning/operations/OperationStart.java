package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.LongRunningOperation;

/** What came of asking for an operation. */
sealed interface OperationStart {

    /** It waits for a replica. */
    record Accepted(LongRunningOperation operation) implements OperationStart {}

    /** Another of its kind is open over an overlapping target. */
    record Refused(LongRunningOperation other) implements OperationStart {}
}
