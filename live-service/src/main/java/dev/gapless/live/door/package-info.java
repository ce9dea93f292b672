/** The HTTP doors: server-sent events and long polling over the same history and offsets. */
@NullMarked
package dev.gapless.live.door;

import org.jspecify.annotations.NullMarked;
