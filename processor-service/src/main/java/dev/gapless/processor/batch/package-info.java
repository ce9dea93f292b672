/** One batch: decided, published, counted. */
@NullMarked
package dev.gapless.processor.batch;

import org.jspecify.annotations.NullMarked;
