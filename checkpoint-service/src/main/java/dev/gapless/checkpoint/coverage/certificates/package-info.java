/** Signed statements about coverage, and their keys. */
@NullMarked
package dev.gapless.checkpoint.coverage.certificates;

import org.jspecify.annotations.NullMarked;
