/** What is held of items, for those who ask or compare a listing. */
@NullMarked
package dev.gapless.checkpoint.items.lookup;

import org.jspecify.annotations.NullMarked;
