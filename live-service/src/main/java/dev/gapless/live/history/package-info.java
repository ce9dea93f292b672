/** What was read of {@code changes}: the latest part in memory, the rest in Kafka, one offset for both. */
@NullMarked
package dev.gapless.live.history;

import org.jspecify.annotations.NullMarked;
