/** What it costs to keep, with each commit, how far its captured partition is decided. */
@NullMarked
package dev.gapless.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
