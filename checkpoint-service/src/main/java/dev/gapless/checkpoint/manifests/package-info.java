/** Keeps the manifests that processors read, so that they can start while the scheduler is away. */
@NullMarked
package dev.gapless.checkpoint.manifests;

import org.jspecify.annotations.NullMarked;
