package dev.gapless.common.operation;

/**
 * A replica's question for work.
 *
 * @param leaseMillis how long it is held unless renewed
 */
public record OperationClaimRequest(OperationKind kind, String owner, long leaseMillis) {}
