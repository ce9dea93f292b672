/** What the ledger holds, held against what the source lists. */
@NullMarked
package dev.gapless.miner.ledger;

import org.jspecify.annotations.NullMarked;
