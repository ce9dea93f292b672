/** How an upstream platform is spoken to, read from its manifest. */
@NullMarked
package dev.gapless.connector;

import org.jspecify.annotations.NullMarked;
