/** How far the captured partitions are decided, by the database's own word. */
@NullMarked
package dev.gapless.checkpoint.floors;

import org.jspecify.annotations.NullMarked;
