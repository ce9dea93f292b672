/** How requests to a source are authenticated: access tokens, and the client that asks for them. */
@NullMarked
package dev.gapless.connector.token;

import org.jspecify.annotations.NullMarked;
