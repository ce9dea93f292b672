/**
 * Streams as a whole: their generation, frontier and fingerprints, and the forks of sources that take back their
 * history.
 */
@NullMarked
package dev.gapless.checkpoint.streams;

import org.jspecify.annotations.NullMarked;
