/** One slice of a walk: its calls, its limits, and how it ends. */
@NullMarked
package dev.gapless.miner.slice;

import org.jspecify.annotations.NullMarked;
