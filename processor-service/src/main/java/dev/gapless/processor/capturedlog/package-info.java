/** Captured records as they once came, read again from the topics that still hold them or from the archive. */
@NullMarked
package dev.gapless.processor.capturedlog;

import org.jspecify.annotations.NullMarked;
