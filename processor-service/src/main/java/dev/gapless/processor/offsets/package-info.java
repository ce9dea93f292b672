/** Where each partition stands: runs, notes beside offsets, parked records. */
@NullMarked
package dev.gapless.processor.offsets;

import org.jspecify.annotations.NullMarked;
