/** Lines of logs as programs read them. */
@NullMarked
package dev.gapless.common.logs;

import org.jspecify.annotations.NullMarked;
