/** What the way over HTTP adds to a commit. */
@NullMarked
package dev.gapless.benchmarks.hop;

import org.jspecify.annotations.NullMarked;
