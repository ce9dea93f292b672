/** What fails or waits at each source, why, until when, and what to do about it. */
@NullMarked
package dev.gapless.scheduler.status;

import org.jspecify.annotations.NullMarked;
