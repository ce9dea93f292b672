package dev.gapless.common.message;

/**
 * {@code POST /v1/streams/{source}/{account}/{stream}:fork}: the source has rewritten its history above
 * {@code ancestor}. JSON. The answer is the {@link StreamStateResponse} afterwards. A notice with another generation
 * than the stream's is refused with 409 and the current state. So two readers that notice the same fork count it once.
 *
 * @param ancestor the last position both histories share; -1 when they share none
 * @param generation the generation the sender knew
 */
public record ForkNotice(long ancestor, long generation) {}
