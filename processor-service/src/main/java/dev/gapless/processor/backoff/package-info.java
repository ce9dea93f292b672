/** How long to wait before trying again. */
@NullMarked
package dev.gapless.processor.backoff;

import org.jspecify.annotations.NullMarked;
