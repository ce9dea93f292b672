package dev.gapless.common.connector;

import java.net.URI;
import java.time.Duration;

/**
 * The paged door.
 *
 * @param timeout from the first byte sent to the last byte read
 * @param maxPageBytes a longer body is refused unread
 * @param requestsPerSecond what one credential may ask for, over all pods
 * @param burst how many requests may come at once after a pause
 */
public record HttpSpec(URI baseUrl, Duration timeout, int maxPageBytes, double requestsPerSecond, int burst) {}
