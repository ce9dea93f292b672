/** The append-only record of every version, written before any path shows it. */
@NullMarked
package dev.gapless.sandbox.truth;

import org.jspecify.annotations.NullMarked;
