/** What tests of all modules share: a clock that they move, and seeds. */
@NullMarked
package dev.gapless.testing;

import org.jspecify.annotations.NullMarked;
