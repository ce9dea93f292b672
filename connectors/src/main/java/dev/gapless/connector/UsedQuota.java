package dev.gapless.connector;

import java.time.Duration;

/**
 * How a source tells what was used of a quota, instead of what is left.
 *
 * @param header of each answer, with what was used since the window began
 * @param limit what may be used in a window
 * @param per length of a window; windows follow each other since the epoch
 * @param weight what one call of ours uses; at least 1
 */
public record UsedQuota(String header, long limit, Duration per, long weight) {}
