/** The only authority on what is held: the ledger of items, and the coverage. */
@NullMarked
package dev.gapless.checkpoint;

import org.jspecify.annotations.NullMarked;
