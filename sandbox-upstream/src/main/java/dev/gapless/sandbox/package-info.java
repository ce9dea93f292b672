/** An upstream platform with two paths, a known truth, and faults on demand. */
@NullMarked
package dev.gapless.sandbox;

import org.jspecify.annotations.NullMarked;
