/** Inferred deletes, and how they are undone. */
@NullMarked
package dev.gapless.checkpoint.items.undo;

import org.jspecify.annotations.NullMarked;
