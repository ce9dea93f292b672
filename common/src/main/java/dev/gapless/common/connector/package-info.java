/** How an upstream platform is spoken to, read from its manifest. */
@NullMarked
package dev.gapless.common.connector;

import org.jspecify.annotations.NullMarked;
