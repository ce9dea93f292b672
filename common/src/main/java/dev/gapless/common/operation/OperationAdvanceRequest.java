package dev.gapless.common.operation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replica's progress with an operation.
 *
 * @param leaseMillis how long it is held from now on, unless renewed
 * @param progress null to renew only
 */
public record OperationAdvanceRequest(
        UUID id, long token, long leaseMillis, @Nullable OperationProgress progress) {}
