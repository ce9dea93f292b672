/** How often covered ranges, read again at random, held something that was missed. */
@NullMarked
package dev.gapless.checkpoint.audits;

import org.jspecify.annotations.NullMarked;
