/** Time, processor time and what else a part used while it ran, and what several rounds of it come to. */
@NullMarked
package dev.gapless.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
