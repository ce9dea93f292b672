/** Up to where the ledger has decided each captured partition. */
@NullMarked
package dev.gapless.checkpoint.coverage.floors;

import org.jspecify.annotations.NullMarked;
