/** When a call may be made: rate limits that all miners keep together, and pauses the upstream asked for. */
@NullMarked
package dev.gapless.miner.ratelimit;

import org.jspecify.annotations.NullMarked;
