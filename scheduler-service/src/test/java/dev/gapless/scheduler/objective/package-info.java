@NullMarked
package dev.gapless.scheduler.objective;

import org.jspecify.annotations.NullMarked;
