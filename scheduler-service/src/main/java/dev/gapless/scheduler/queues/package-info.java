/** How much waits on the topics between the services, and how fast that shrinks. */
@NullMarked
package dev.gapless.scheduler.queues;

import org.jspecify.annotations.NullMarked;
