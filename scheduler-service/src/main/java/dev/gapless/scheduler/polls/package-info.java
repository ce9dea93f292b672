/** What is read at intervals and not by gaps: snapshot streams, and how far numbered streams reach. */
@NullMarked
package dev.gapless.scheduler.polls;

import org.jspecify.annotations.NullMarked;
