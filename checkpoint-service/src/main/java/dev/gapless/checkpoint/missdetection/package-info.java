/**
 * Finds items that came by the paged door alone although a window had claimed their position, and takes the claim back.
 */
@NullMarked
package dev.gapless.checkpoint.missdetection;

import org.jspecify.annotations.NullMarked;
