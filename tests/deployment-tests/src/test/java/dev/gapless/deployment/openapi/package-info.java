/** The OpenAPI documents of the services: generated, compared with those of docs, and who may call what. */
@NullMarked
package dev.gapless.deployment.openapi;

import org.jspecify.annotations.NullMarked;
