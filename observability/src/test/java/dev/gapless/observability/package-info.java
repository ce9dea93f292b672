@NullMarked
package dev.gapless.observability;

import org.jspecify.annotations.NullMarked;
