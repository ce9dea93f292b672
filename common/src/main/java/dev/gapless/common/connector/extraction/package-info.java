/** What captured bytes say: one answer for an item, whichever path it came by. */
@NullMarked
package dev.gapless.common.connector.extraction;

import org.jspecify.annotations.NullMarked;
