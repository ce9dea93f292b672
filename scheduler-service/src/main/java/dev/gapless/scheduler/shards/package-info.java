/** Which accounts' work belongs to which scheduler. */
@NullMarked
package dev.gapless.scheduler.shards;

import org.jspecify.annotations.NullMarked;
