/** Holds what the processors took in against what became of it, record for record. */
@NullMarked
package dev.gapless.checkpoint.accounting;

import org.jspecify.annotations.NullMarked;
