/** What captured bytes say: one answer for an item, whichever path it came by. */
@NullMarked
package dev.gapless.connector.extraction;

import org.jspecify.annotations.NullMarked;
