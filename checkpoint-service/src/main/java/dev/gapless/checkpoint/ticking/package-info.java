/** Work that is done again and again on a thread of its own. */
@NullMarked
package dev.gapless.checkpoint.ticking;

import org.jspecify.annotations.NullMarked;
