/** The paged API, the truth's own interface, and the levers. */
@NullMarked
package dev.gapless.sandbox.http;

import org.jspecify.annotations.NullMarked;
