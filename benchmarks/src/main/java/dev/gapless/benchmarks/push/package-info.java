/** The live service's fan-out beside servers that others use. */
@NullMarked
package dev.gapless.benchmarks.push;

import org.jspecify.annotations.NullMarked;
