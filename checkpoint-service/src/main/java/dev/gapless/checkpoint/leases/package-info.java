/** Who may write what, until when by the database's clock, and with which token: a lower one writes nothing. */
@NullMarked
package dev.gapless.checkpoint.leases;

import org.jspecify.annotations.NullMarked;
