/** The parts that manifests of every type share: the network, authentication, both paths' limits. */
@NullMarked
package dev.gapless.connector.manifest.part;

import org.jspecify.annotations.NullMarked;
