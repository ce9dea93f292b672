/** Administrative tables as entities: how Hibernate is put together. */
@NullMarked
package dev.gapless.scheduler.persistence;

import org.jspecify.annotations.NullMarked;
