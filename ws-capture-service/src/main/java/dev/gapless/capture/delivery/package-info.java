/** Records to Kafka, with an answer for each. */
@NullMarked
package dev.gapless.capture.delivery;

import org.jspecify.annotations.NullMarked;
