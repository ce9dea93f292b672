/** An upstream with both paths, and the truth of what it showed. */
@NullMarked
package dev.gapless.simulation.upstream;

import org.jspecify.annotations.NullMarked;
