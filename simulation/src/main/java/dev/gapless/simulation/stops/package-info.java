/** Emergency stops and recoveries: the tables, the control topic, the replicas that obey, and the person that calls. */
@NullMarked
package dev.gapless.simulation.stops;

import org.jspecify.annotations.NullMarked;
