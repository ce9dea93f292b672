/** Keeps the manifests that were read, for a start while the scheduler is away. */
@NullMarked
package dev.gapless.processor.manifests;

import org.jspecify.annotations.NullMarked;
