/** The checkpoint service's database: items, floors, what is claimed and what is held. */
@NullMarked
package dev.gapless.simulation.database;

import org.jspecify.annotations.NullMarked;
