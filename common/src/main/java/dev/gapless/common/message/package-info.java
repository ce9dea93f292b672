/** What travels on topics and between services, and how it is written down. */
@NullMarked
package dev.gapless.common.message;

import org.jspecify.annotations.NullMarked;
