/** Windows and the claims by which they grow, and the reports of them. */
@NullMarked
package dev.gapless.capture.coverage;

import org.jspecify.annotations.NullMarked;
