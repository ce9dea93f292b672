/** One call to an upstream's backfill path, and what it came to. */
@NullMarked
package dev.gapless.miner.fetch;

import org.jspecify.annotations.NullMarked;
