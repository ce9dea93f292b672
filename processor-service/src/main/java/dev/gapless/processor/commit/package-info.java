/** Asks the ledger what is new: the only authority on whether we have got an item already. */
@NullMarked
package dev.gapless.processor.commit;

import org.jspecify.annotations.NullMarked;
