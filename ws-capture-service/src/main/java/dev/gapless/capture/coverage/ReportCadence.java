package dev.gapless.capture.coverage;

import java.time.Duration;

/**
 * How often a connection tells of its windows.
 *
 * @param every between two looks for what is to be told: what was captured, and that the connection is there
 * @param quiet a window that captures nothing is told by itself once in so long; in between, one report a connection
 *     tells how far its windows are proven
 */
public record ReportCadence(Duration every, Duration quiet) {}
