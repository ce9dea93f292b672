/** Takes captured records off Kafka, live ones first, and ends each batch in one Kafka transaction. */
@NullMarked
package dev.gapless.processor.intake;

import org.jspecify.annotations.NullMarked;
