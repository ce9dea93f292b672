/** Emergency stops: what operators have stopped, and which replicas obey. */
@NullMarked
package dev.gapless.scheduler.stops;

import org.jspecify.annotations.NullMarked;
