/** The sources and credentials that a service has from the scheduler, as Spring auto-configuration. */
@NullMarked
package dev.gapless.connector.catalog;

import org.jspecify.annotations.NullMarked;
