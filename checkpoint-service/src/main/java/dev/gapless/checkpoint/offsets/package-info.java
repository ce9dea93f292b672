/** How far topics were applied to this database, by its own word. */
@NullMarked
package dev.gapless.checkpoint.offsets;

import org.jspecify.annotations.NullMarked;
