/** The upstream platforms: connector manifests, applied whole or refused with every mistake. */
@NullMarked
package dev.gapless.scheduler.sources;

import org.jspecify.annotations.NullMarked;
