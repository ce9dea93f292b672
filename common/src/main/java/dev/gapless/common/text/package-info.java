/** Words for people. */
@NullMarked
package dev.gapless.common.text;

import org.jspecify.annotations.NullMarked;
