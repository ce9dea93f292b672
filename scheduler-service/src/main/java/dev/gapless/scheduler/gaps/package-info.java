/** The ledger of what is not held yet: one row a gap, from its opening until it is filled. */
@NullMarked
package dev.gapless.scheduler.gaps;

import org.jspecify.annotations.NullMarked;
