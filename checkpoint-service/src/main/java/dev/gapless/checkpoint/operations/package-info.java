/**
 * Work that is done once: claimed by one, its effect written with its completion, its result kept for whoever asks
 * again.
 */
@NullMarked
package dev.gapless.checkpoint.operations;

import org.jspecify.annotations.NullMarked;
