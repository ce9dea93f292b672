/** Reads the live path: assignments to connections, frames to Kafka, and what is proven to coverage. */
@NullMarked
package dev.gapless.capture;

import org.jspecify.annotations.NullMarked;
