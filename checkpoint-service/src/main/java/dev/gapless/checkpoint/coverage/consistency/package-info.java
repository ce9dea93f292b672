/** How complete and how fresh each source is. */
@NullMarked
package dev.gapless.checkpoint.coverage.consistency;

import org.jspecify.annotations.NullMarked;
