package dev.gapless.scheduler.status;

import java.util.List;

/**
 * How one source stands.
 *
 * @param state {@code FAILING} or {@code WAITING} by its most urgent finding, otherwise {@code OK}
 * @param accounts that are followed
 * @param streams streams of events that are followed
 * @param live those of them that are captured live now
 * @param findings the most urgent first
 */
record SourceStatusView(
        String source, String state, long accounts, long streams, long live, List<StatusFinding> findings) {}
