/** The append-only record of every version, written before any door shows it. */
@NullMarked
package dev.gapless.sandbox.truth;

import org.jspecify.annotations.NullMarked;
