/** Stand-ins for what a miner meets: a source, Kafka, time. */
@NullMarked
package dev.gapless.miner.fakes;

import org.jspecify.annotations.NullMarked;
