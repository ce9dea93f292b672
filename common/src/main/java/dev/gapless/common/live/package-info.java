/** Names of live channels, and a client of the live service, for the command line and for tests. */
@NullMarked
package dev.gapless.common.live;

import org.jspecify.annotations.NullMarked;
