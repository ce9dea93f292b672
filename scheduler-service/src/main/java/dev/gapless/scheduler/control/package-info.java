/** Figures of what operators have stopped, drain and recover. */
@NullMarked
package dev.gapless.scheduler.control;

import org.jspecify.annotations.NullMarked;
