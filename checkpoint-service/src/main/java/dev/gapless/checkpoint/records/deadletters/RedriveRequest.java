package dev.gapless.checkpoint.records.deadletters;

import org.jspecify.annotations.Nullable;

/**
 * Which letters are to be put back.
 *
 * @param limit at most so many; null for all
 */
record RedriveRequest(DeadLetterFilter filter, @Nullable Long limit) {}
