/** What audits found. */
@NullMarked
package dev.gapless.checkpoint.coverage.audits;

import org.jspecify.annotations.NullMarked;
