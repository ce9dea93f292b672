/** The real servers that tests talk to, however they are had on this machine. */
@NullMarked
package dev.gapless.testing.servers;

import org.jspecify.annotations.NullMarked;
