/** What following a source costs and brings, by a plain poller, by one path and by both. */
@NullMarked
package dev.gapless.benchmarks.paths;

import org.jspecify.annotations.NullMarked;
