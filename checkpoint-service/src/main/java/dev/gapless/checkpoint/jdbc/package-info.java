/** Many rows handed to one statement, as one array a column. */
@NullMarked
package dev.gapless.checkpoint.jdbc;

import org.jspecify.annotations.NullMarked;
