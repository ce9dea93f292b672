/** What is stuck, and the plan to free it. */
@NullMarked
package dev.gapless.checkpoint.longrunning.recovery;

import org.jspecify.annotations.NullMarked;
