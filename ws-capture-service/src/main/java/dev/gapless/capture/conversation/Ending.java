package dev.gapless.capture.conversation;

import java.time.Duration;

/**
 * How a connection ended.
 *
 * @param cause for logs and metrics, without secrets
 * @param atOnce true when there is nothing to wait for before the next one
 * @param lived how long its subscription was confirmed
 */
record Ending(String cause, boolean atOnce, boolean stopped, Duration lived) {}
