package dev.gapless.common.message;

/**
 * {@code POST /v1/streams/{source}/{account}/{stream}:fork}: the source has rewritten its history above
 * {@code ancestor}. JSON. The answer is the {@link StreamStateResponse} afterwards; a notice with another generation
 * than the stream's is refused with 409 and the current state, so that two who notice the same fork count it once.
 *
 * @param ancestor the last position both histories share; -1 when they share none
 * @param generation the generation the sender knew
 */
public record ForkNotice(long ancestor, long generation) {}
