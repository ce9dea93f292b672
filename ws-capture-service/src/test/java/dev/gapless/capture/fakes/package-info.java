/** What the tests put in place of the world. */
@NullMarked
package dev.gapless.capture.fakes;

import org.jspecify.annotations.NullMarked;
