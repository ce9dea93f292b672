/** Tells the ledger what records already processed mean by now: what {@code replay} puts back goes this way. */
@NullMarked
package dev.gapless.processor.corrections;

import org.jspecify.annotations.NullMarked;
