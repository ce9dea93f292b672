/** Values that must never be printed. */
@NullMarked
package dev.gapless.common.secret;

import org.jspecify.annotations.NullMarked;
