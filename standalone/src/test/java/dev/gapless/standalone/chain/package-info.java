/** A real chain as upstream: a node of the tests' own, with both paths, restarts and reorganisations. */
@NullMarked
package dev.gapless.standalone.chain;

import org.jspecify.annotations.NullMarked;
