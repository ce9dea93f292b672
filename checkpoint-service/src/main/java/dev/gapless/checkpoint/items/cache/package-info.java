/** Versions that were accepted lately, so that copies are answered without the database. */
@NullMarked
package dev.gapless.checkpoint.items.cache;

import org.jspecify.annotations.NullMarked;
