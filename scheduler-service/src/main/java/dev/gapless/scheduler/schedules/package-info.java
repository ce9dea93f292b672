/** When streams are polled: what operators say, and what follows from how reliable and how busy an account is. */
@NullMarked
package dev.gapless.scheduler.schedules;

import org.jspecify.annotations.NullMarked;
