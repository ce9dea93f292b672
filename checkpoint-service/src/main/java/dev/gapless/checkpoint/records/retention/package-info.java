/** How long rows are kept. */
@NullMarked
package dev.gapless.checkpoint.records.retention;

import org.jspecify.annotations.NullMarked;
