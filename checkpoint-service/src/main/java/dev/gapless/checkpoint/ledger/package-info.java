/** Decides what each captured item is, once, and tells what is held. */
@NullMarked
package dev.gapless.checkpoint.ledger;

import org.jspecify.annotations.NullMarked;
