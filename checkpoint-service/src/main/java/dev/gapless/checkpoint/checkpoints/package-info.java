/** How far processors have come with accounts and streams, and what they remember of it; items have the ledger. */
@NullMarked
package dev.gapless.checkpoint.checkpoints;

import org.jspecify.annotations.NullMarked;
