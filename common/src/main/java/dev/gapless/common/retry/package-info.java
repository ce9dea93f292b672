/** When to try again: delays we choose and delays the upstream asks for. */
@NullMarked
package dev.gapless.common.retry;

import org.jspecify.annotations.NullMarked;
