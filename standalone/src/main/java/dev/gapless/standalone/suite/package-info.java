/** Starts and stops everything: servers first, then one application context a service. */
@NullMarked
package dev.gapless.standalone.suite;

import org.jspecify.annotations.NullMarked;
