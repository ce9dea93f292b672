package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationRequest;
import java.util.Optional;
import java.util.UUID;

/** Starts operations for tests of other features. */
public final class OperationTestStarter {

    private OperationTestStarter() {}

    public static UUID start(OperationStore operations, OperationRequest request) {
        return ((OperationStart.Accepted) operations.start(request)).operation().id();
    }

    /** @return another that is in the way */
    public static Optional<LongRunningOperation> resume(OperationStore operations, LongRunningOperation operation) {
        return operations.resume(operation);
    }
}
