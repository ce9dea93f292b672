/** Open gaps and due polls become mining tasks, at most so many at once. */
@NullMarked
package dev.gapless.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
