/** What traces cost. */
@NullMarked
package dev.gapless.benchmarks.traces;

import org.jspecify.annotations.NullMarked;
