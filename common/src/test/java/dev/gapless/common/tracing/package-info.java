@NullMarked
package dev.gapless.common.tracing;

import org.jspecify.annotations.NullMarked;
