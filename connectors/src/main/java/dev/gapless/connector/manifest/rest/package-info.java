/** Manifests of type {@code rest}: JSON over paged HTTP, and JSON events over a WebSocket. */
@NullMarked
package dev.gapless.connector.manifest.rest;

import org.jspecify.annotations.NullMarked;
