/** The audit log: who changed what, entry by entry, each bound to the one before. */
@NullMarked
package dev.gapless.scheduler.auditlog;

import org.jspecify.annotations.NullMarked;
