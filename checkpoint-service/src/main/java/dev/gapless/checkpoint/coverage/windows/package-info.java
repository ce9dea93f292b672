/** Coverage windows: reports, claimed and held ranges, missing ranges, retractions. */
@NullMarked
package dev.gapless.checkpoint.coverage.windows;

import org.jspecify.annotations.NullMarked;
