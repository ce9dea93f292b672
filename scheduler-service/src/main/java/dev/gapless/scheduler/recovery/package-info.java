/** Gradual recovery: ends a stop part by part, with health gates between the parts. */
@NullMarked
package dev.gapless.scheduler.recovery;

import org.jspecify.annotations.NullMarked;
