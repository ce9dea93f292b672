/** What the ledger holds, held against what the source lists. */
@NullMarked
package dev.gapless.miner.compare;

import org.jspecify.annotations.NullMarked;
