/** Measured coverage: a small share of the quota is spent on reading again what is covered. */
@NullMarked
package dev.gapless.scheduler.audits;

import org.jspecify.annotations.NullMarked;
