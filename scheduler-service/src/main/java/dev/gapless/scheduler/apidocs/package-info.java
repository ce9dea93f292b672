/** The documents of all REST interfaces, for people: Swagger UI, behind a login. */
@NullMarked
package dev.gapless.scheduler.apidocs;

import org.jspecify.annotations.NullMarked;
