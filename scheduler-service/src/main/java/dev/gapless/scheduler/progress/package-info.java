/** What miners say of their slices, applied to the rows those slices were made from. */
@NullMarked
package dev.gapless.scheduler.progress;

import org.jspecify.annotations.NullMarked;
