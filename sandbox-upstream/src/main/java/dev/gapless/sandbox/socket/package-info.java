/** The live door. */
@NullMarked
package dev.gapless.sandbox.socket;

import org.jspecify.annotations.NullMarked;
