/** The fate of each captured record. */
@NullMarked
package dev.gapless.checkpoint.records.accounting;

import org.jspecify.annotations.NullMarked;
