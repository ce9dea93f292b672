/** The manifests that records were read by. */
@NullMarked
package dev.gapless.checkpoint.items.manifests;

import org.jspecify.annotations.NullMarked;
