/** How much of a source's quota miners use while gaps wait, and how often they are refused. */
@NullMarked
package dev.gapless.benchmarks.quota;

import org.jspecify.annotations.NullMarked;
