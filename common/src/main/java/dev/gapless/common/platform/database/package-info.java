/** What becomes of a request that the service's database does not carry out. */
@NullMarked
package dev.gapless.common.platform.database;

import org.jspecify.annotations.NullMarked;
