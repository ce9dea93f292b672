/** Work that is done again and again on a thread of its own. */
@NullMarked
package dev.gapless.scheduler.scheduling;

import org.jspecify.annotations.NullMarked;
