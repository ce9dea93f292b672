/** What all of our Kafka clients share: their settings, sends with an acknowledgement, and the ids of topics. */
@NullMarked
package dev.gapless.common.kafka;

import org.jspecify.annotations.NullMarked;
