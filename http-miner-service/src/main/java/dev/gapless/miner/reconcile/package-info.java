/** Pages that are compared with the ledger, to find edits and deletions. */
@NullMarked
package dev.gapless.miner.reconcile;

import org.jspecify.annotations.NullMarked;
