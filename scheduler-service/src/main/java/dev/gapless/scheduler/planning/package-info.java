/** From what is missing to rows of the gap ledger: the core is plain Java, the cycle around it asks and writes. */
@NullMarked
package dev.gapless.scheduler.planning;

import org.jspecify.annotations.NullMarked;
