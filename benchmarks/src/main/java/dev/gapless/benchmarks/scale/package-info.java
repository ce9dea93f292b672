/** What the scheduler's loops cost with very many accounts. */
@NullMarked
package dev.gapless.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
