/** The services as processes of their own, started from the files that containers are started from. */
@NullMarked
package dev.gapless.standalone.cluster;

import org.jspecify.annotations.NullMarked;
