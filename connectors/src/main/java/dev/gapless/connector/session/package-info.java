/** The session over a live connection, and what it proves. */
@NullMarked
package dev.gapless.connector.session;

import org.jspecify.annotations.NullMarked;
