/** Tells the scheduler which streams clients hear. */
@NullMarked
package dev.gapless.live.interest;

import org.jspecify.annotations.NullMarked;
