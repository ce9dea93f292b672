/** What is held of each stream by what evidence, and what is missing. */
@NullMarked
package dev.gapless.checkpoint.coverage;

import org.jspecify.annotations.NullMarked;
