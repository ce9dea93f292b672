/** The same rows through the best tool of another house that runs here. */
@NullMarked
package dev.gapless.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
