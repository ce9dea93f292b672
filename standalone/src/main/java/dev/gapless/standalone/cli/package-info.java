/** The commands of ./gapless. */
@NullMarked
package dev.gapless.standalone.cli;

import org.jspecify.annotations.NullMarked;
