/** What orders a stream, and how one account's stream is named. */
@NullMarked
package dev.gapless.common.position;

import org.jspecify.annotations.NullMarked;
