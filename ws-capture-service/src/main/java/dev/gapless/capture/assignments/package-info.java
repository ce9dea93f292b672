/** Which accounts this process captures: those in the partitions that Kafka's group gave it. */
@NullMarked
package dev.gapless.capture.assignments;

import org.jspecify.annotations.NullMarked;
