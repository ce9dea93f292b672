/** Tells of one item what was seen of it, what was decided and by which rule, and what evidence holds its position. */
@NullMarked
package dev.gapless.checkpoint.explain;

import org.jspecify.annotations.NullMarked;
