/** The live socket. */
@NullMarked
package dev.gapless.sandbox.socket;

import org.jspecify.annotations.NullMarked;
