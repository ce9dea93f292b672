/** What the tables take up. */
@NullMarked
package dev.gapless.checkpoint.storage;

import org.jspecify.annotations.NullMarked;
