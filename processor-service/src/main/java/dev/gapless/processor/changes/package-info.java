/** Publishes what the ledger accepted, as CloudEvents in binary mode. */
@NullMarked
package dev.gapless.processor.changes;

import org.jspecify.annotations.NullMarked;
