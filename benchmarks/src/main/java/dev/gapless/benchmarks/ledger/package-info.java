/** From captured records to changes, beside each bare loop of the way. */
@NullMarked
package dev.gapless.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
