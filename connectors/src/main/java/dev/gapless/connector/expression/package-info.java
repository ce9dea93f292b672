/** Conditions that a manifest states in the Common Expression Language. */
@NullMarked
package dev.gapless.connector.expression;

import org.jspecify.annotations.NullMarked;
