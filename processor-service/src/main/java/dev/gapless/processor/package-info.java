/** Captured records in, accepted changes out: each change once for readers of committed records only. */
@NullMarked
package dev.gapless.processor;

import org.jspecify.annotations.NullMarked;
