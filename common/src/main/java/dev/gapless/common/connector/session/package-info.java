/** The session over a live connection, and what it proves. */
@NullMarked
package dev.gapless.common.connector.session;

import org.jspecify.annotations.NullMarked;
