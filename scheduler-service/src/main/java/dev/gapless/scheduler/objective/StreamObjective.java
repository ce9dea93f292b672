package dev.gapless.scheduler.objective;

import java.time.Duration;

/**
 * What an operator wants of a stream of all accounts.
 *
 * @param target share of its stream-seconds that must not be late
 * @param within a stream that lags more is late
 * @param poll how often it is polled at least, derived from the two
 */
record StreamObjective(ObjectiveScope scope, double target, Duration within, Duration poll) {}
