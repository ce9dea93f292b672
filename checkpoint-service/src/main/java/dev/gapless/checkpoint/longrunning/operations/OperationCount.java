package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationState;

/** The number of operations of a kind in a state. */
public record OperationCount(OperationKind kind, OperationState state, long operations) {}
