/** Leases with fencing tokens. */
@NullMarked
package dev.gapless.checkpoint.longrunning.leases;

import org.jspecify.annotations.NullMarked;
