/** Walking a paged listing to its end, and what each page proves. */
@NullMarked
package dev.gapless.connector.paging;

import org.jspecify.annotations.NullMarked;
