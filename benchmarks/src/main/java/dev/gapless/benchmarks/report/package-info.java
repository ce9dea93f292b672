/** What was measured, on the console, as JSON and as plots. */
@NullMarked
package dev.gapless.benchmarks.report;

import org.jspecify.annotations.NullMarked;
