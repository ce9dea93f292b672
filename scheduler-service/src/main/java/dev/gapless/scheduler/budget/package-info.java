/** The budget of calls to sources while Redis is away. */
@NullMarked
package dev.gapless.scheduler.budget;

import org.jspecify.annotations.NullMarked;
