/** Which streams clients hear, so that these are polled first and more often. */
@NullMarked
package dev.gapless.scheduler.interest;

import org.jspecify.annotations.NullMarked;
