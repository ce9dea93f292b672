/** What there is: accounts, their streams, and the generator that goes on making versions from a seed. */
@NullMarked
package dev.gapless.sandbox.world;

import org.jspecify.annotations.NullMarked;
