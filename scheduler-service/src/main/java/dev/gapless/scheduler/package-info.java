/** The service that turns what is missing into work: sources, accounts, gaps, mining tasks. */
@NullMarked
package dev.gapless.scheduler;

import org.jspecify.annotations.NullMarked;
