/** Tries a manifest against its source: reads a little, and writes nothing but reports. */
@NullMarked
package dev.gapless.standalone.connector;

import org.jspecify.annotations.NullMarked;
