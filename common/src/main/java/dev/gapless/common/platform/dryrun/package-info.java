/** Calls that are carried out only as they were planned: dry runs, their hashes, and safety rules. */
@NullMarked
package dev.gapless.common.platform.dryrun;

import org.jspecify.annotations.NullMarked;
