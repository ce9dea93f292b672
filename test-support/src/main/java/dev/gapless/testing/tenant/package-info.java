/** Calls of one tenant that ask for what another tenant has. */
@NullMarked
package dev.gapless.testing.tenant;

import org.jspecify.annotations.NullMarked;
