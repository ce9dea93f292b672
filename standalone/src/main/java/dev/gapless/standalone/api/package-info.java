/** The services' REST interfaces, as the command line and the demo call them. */
@NullMarked
package dev.gapless.standalone.api;

import org.jspecify.annotations.NullMarked;
