/**
 * The rules of the stores in their plainest form, in memory: the SQL is held to them, and the simulation runs on them.
 */
@NullMarked
package dev.gapless.reference;

import org.jspecify.annotations.NullMarked;
