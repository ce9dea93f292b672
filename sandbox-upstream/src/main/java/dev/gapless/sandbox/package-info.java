/** An upstream platform with two doors, a known truth, and faults on demand. */
@NullMarked
package dev.gapless.sandbox;

import org.jspecify.annotations.NullMarked;
