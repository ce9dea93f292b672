/** What is known of the completeness of channels at their sources, told to their clients. */
@NullMarked
package dev.gapless.live.completeness;

import org.jspecify.annotations.NullMarked;
