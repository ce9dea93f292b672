/** Pages that fill a gap, and what they prove. */
@NullMarked
package dev.gapless.miner.gapfill;

import org.jspecify.annotations.NullMarked;
