/** Requests made at random from an OpenAPI document, and the judgement of their answers. */
@NullMarked
package dev.gapless.testing.fuzz;

import org.jspecify.annotations.NullMarked;
