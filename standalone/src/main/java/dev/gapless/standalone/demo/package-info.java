/** The main job on a sandbox with a known truth, with faults, watched and judged. */
@NullMarked
package dev.gapless.standalone.demo;

import org.jspecify.annotations.NullMarked;
