/** What the whole costs, beside the bare loops that it cannot do without. */
@NullMarked
package dev.gapless.benchmarks;

import org.jspecify.annotations.NullMarked;
