/** All services in one process over embedded servers, and the command line. */
@NullMarked
package dev.gapless.standalone;

import org.jspecify.annotations.NullMarked;
