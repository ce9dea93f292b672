/** Records that could not be processed, and how they are put back. */
@NullMarked
package dev.gapless.checkpoint.records.deadletters;

import org.jspecify.annotations.NullMarked;
