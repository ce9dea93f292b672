/** Real Kafka, PostgreSQL and Redis in and beside this process, without Docker; their data outlives them. */
@NullMarked
package dev.gapless.embedded;

import org.jspecify.annotations.NullMarked;
