/** One slice of a task: page after page until the source ends the listing or the slice's budget is used up. */
@NullMarked
package dev.gapless.miner.walk;

import org.jspecify.annotations.NullMarked;
