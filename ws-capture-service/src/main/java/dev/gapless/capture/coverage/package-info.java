/** When a claim may be made: captures and claims in the order in which they came. */
@NullMarked
package dev.gapless.capture.coverage;

import org.jspecify.annotations.NullMarked;
