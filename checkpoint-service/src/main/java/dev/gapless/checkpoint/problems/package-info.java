/** Requests that are refused, with the rule they break and what to do about it. */
@NullMarked
package dev.gapless.checkpoint.problems;

import org.jspecify.annotations.NullMarked;
