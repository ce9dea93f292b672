package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationState;

/** How many operations of a kind are in a state. */
public record OperationCount(OperationKind kind, OperationState state, long operations) {}
