/** Walking a paged listing to its end, and what each page proves. */
@NullMarked
package dev.gapless.common.connector.paging;

import org.jspecify.annotations.NullMarked;
