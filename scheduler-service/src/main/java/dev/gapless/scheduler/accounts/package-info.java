/** Who is followed at which source, with which credential, and who is told about it. */
@NullMarked
package dev.gapless.scheduler.accounts;

import org.jspecify.annotations.NullMarked;
