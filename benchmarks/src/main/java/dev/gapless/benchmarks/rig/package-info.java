/** The real servers and services, started for a benchmark, and the items that they are fed with. */
@NullMarked
package dev.gapless.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
