/** What it costs to know what is missing. */
@NullMarked
package dev.gapless.benchmarks.coverage;

import org.jspecify.annotations.NullMarked;
