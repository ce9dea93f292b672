/** YAML with a closed schema: each value is asked for by name, and a key that was not asked for is a mistake. */
@NullMarked
package dev.gapless.connector.manifest.node;

import org.jspecify.annotations.NullMarked;
