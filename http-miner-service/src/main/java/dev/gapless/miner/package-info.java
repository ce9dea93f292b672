/** The miner: takes tasks from a queue and reads pages of an upstream's history within its limits. */
@NullMarked
package dev.gapless.miner;

import org.jspecify.annotations.NullMarked;
