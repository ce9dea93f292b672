/** What the ledger knows of a stream, asked when a session wants to know. */
@NullMarked
package dev.gapless.capture.states;

import org.jspecify.annotations.NullMarked;
