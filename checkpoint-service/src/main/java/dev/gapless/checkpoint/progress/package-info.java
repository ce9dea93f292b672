/** Progress that is told in passing: kept in batches, compressed when it is old, and never what decides anything. */
@NullMarked
package dev.gapless.checkpoint.progress;

import org.jspecify.annotations.NullMarked;
