/** The table of long-running operations, and its two interfaces: for operators, and for the replicas that run them. */
@NullMarked
package dev.gapless.checkpoint.operations;

import org.jspecify.annotations.NullMarked;
