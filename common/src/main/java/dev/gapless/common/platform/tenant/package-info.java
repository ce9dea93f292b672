/** Tenants: which sources a caller may see, and how much each tenant may use. */
@NullMarked
package dev.gapless.common.platform.tenant;

import org.jspecify.annotations.NullMarked;
