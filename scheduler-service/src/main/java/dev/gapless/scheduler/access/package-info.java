/** Tokens that operators made. */
@NullMarked
package dev.gapless.scheduler.access;

import org.jspecify.annotations.NullMarked;
