/** Into Kafka, in the one order that is honest: items, then the coverage they prove, then the progress. */
@NullMarked
package dev.gapless.miner.delivery;

import org.jspecify.annotations.NullMarked;
