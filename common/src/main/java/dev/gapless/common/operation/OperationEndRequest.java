package dev.gapless.common.operation;

import java.util.UUID;

/** The end of a replica's work on an operation. */
public record OperationEndRequest(UUID id, long token, OperationOutcome outcome) {}
