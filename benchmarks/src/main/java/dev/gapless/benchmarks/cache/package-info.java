/** What Redis is worth to the ledger, and what losing it costs. */
@NullMarked
package dev.gapless.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
