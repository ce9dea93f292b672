/** Pages that are read again to find items that were missed. */
@NullMarked
package dev.gapless.miner.audit;

import org.jspecify.annotations.NullMarked;
