/** How long what is held is kept: by policies, a few pages of a table at a time. */
@NullMarked
package dev.gapless.checkpoint.retention;

import org.jspecify.annotations.NullMarked;
