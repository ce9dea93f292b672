/**
 * The servers under a running suite fail in ways that a machine can be made to fail in; the truth judges the outcome.
 */
@NullMarked
package dev.gapless.chaos;

import org.jspecify.annotations.NullMarked;
