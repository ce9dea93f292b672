/** What mining costs: counts by day and account, prices, and budgets. */
@NullMarked
package dev.gapless.scheduler.costs;

import org.jspecify.annotations.NullMarked;
