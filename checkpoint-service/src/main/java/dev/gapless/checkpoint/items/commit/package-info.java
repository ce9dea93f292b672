/** The decision about each item: commits and corrections, and the statements that carry them out. */
@NullMarked
package dev.gapless.checkpoint.items.commit;

import org.jspecify.annotations.NullMarked;
