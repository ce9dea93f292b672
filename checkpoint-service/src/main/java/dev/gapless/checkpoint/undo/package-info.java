/** Brings back items that were concluded to be deleted when they were not, for as long as what they were is kept. */
@NullMarked
package dev.gapless.checkpoint.undo;

import org.jspecify.annotations.NullMarked;
