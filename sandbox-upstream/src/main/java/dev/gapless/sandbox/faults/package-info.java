/** What can be made to go wrong, one class a kind. */
@NullMarked
package dev.gapless.sandbox.faults;

import org.jspecify.annotations.NullMarked;
