/** Incidents step by step. */
@NullMarked
package dev.gapless.standalone.playbook;

import org.jspecify.annotations.NullMarked;
