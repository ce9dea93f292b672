/** Coverage windows of live connections, and what is told of them. */
@NullMarked
package dev.gapless.capture.reports;

import org.jspecify.annotations.NullMarked;
