/** Lines of logs as programs read them. */
@NullMarked
package dev.gapless.common.platform.logs;

import org.jspecify.annotations.NullMarked;
