/**
 * Long-running operations: jobs that one replica runs at a time, under a lease, with durable progress. A job goes on
 * behind its last saved progress when its owner dies, and publishes no record twice.
 */
@NullMarked
package dev.gapless.common.operation;

import org.jspecify.annotations.NullMarked;
