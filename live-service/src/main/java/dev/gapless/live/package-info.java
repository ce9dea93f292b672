/** The live service: pushes accepted changes to browsers and services, and lets them resume without loss. */
@NullMarked
package dev.gapless.live;

import org.jspecify.annotations.NullMarked;
