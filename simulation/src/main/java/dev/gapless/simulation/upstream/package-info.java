/** An upstream with both doors, and the truth of what it showed. */
@NullMarked
package dev.gapless.simulation.upstream;

import org.jspecify.annotations.NullMarked;
