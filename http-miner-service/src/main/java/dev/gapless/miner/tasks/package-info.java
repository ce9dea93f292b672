/** The queue of mining tasks: taken one by one by all miners, each settled when its slice has ended. */
@NullMarked
package dev.gapless.miner.tasks;

import org.jspecify.annotations.NullMarked;
