/** Reads captured records again with the present manifest, shows what would differ, and applies it when told to. */
@NullMarked
package dev.gapless.processor.replay;

import org.jspecify.annotations.NullMarked;
