/** Small sources with ways of their own, each described by a manifest alone. */
@NullMarked
package dev.gapless.standalone.upstreams;

import org.jspecify.annotations.NullMarked;
