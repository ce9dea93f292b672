/** The HTTP paths: server-sent events and long polling over the same history and offsets. */
@NullMarked
package dev.gapless.live.http;

import org.jspecify.annotations.NullMarked;
