/** What every service needs of its surroundings, as Spring auto-configuration; the only Spring in this module. */
@NullMarked
package dev.gapless.common.platform;

import org.jspecify.annotations.NullMarked;
