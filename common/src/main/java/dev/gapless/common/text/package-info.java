/** Words for people, and one text for each JSON value. */
@NullMarked
package dev.gapless.common.text;

import org.jspecify.annotations.NullMarked;
