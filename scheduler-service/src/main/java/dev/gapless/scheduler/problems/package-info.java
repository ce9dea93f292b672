/** What a refused request is told: RFC 9457, with a remedy. */
@NullMarked
package dev.gapless.scheduler.problems;

import org.jspecify.annotations.NullMarked;
