/** The messages of {@code gapless.v1.json}, as docs/live.md describes them. */
@NullMarked
package dev.gapless.live.protocol;

import org.jspecify.annotations.NullMarked;
