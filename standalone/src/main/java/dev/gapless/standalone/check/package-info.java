/** Holds the ledger, the changes and the coverage against the sandbox's truth. */
@NullMarked
package dev.gapless.standalone.check;

import org.jspecify.annotations.NullMarked;
