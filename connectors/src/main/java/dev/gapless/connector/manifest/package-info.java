/** Connector manifests: read from YAML, refused with every mistake at once. */
@NullMarked
package dev.gapless.connector.manifest;

import org.jspecify.annotations.NullMarked;
