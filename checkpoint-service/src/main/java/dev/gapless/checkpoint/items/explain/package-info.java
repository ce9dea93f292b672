/** Why an item is as it is. */
@NullMarked
package dev.gapless.checkpoint.items.explain;

import org.jspecify.annotations.NullMarked;
