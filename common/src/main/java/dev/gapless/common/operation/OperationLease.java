package dev.gapless.common.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right of a replica to run an operation.
 *
 * @param owner the replica; null when none has claimed it
 * @param token of the last claim; a later claim has a higher one
 * @param expiresAt by the database's clock; null when no replica has claimed it
 * @param attempts number of claims
 */
public record OperationLease(
        @Nullable String owner, long token, @Nullable Instant expiresAt, int attempts) {}
