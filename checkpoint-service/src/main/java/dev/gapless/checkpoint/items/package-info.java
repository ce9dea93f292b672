/** How the ledger of items is put together. */
@NullMarked
package dev.gapless.checkpoint.items;

import org.jspecify.annotations.NullMarked;
