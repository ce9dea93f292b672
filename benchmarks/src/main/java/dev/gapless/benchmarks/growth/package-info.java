/** What an item costs while the table grows. */
@NullMarked
package dev.gapless.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
