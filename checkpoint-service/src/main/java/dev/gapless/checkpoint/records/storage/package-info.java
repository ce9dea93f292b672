/** How much room the tables take. */
@NullMarked
package dev.gapless.checkpoint.records.storage;

import org.jspecify.annotations.NullMarked;
