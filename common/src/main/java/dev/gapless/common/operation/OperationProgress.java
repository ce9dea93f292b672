package dev.gapless.common.operation;

import org.jspecify.annotations.Nullable;

/**
 * The progress of an operation.
 *
 * @param resumeState where its job goes on, as JSON that only its job reads; null before the first portion
 * @param done units that are finished
 * @param total units in all; null while unknown
 */
public record OperationProgress(
        @Nullable String resumeState, long done, @Nullable Long total) {}
