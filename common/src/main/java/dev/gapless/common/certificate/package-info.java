/** Coverage certificates as their readers check them. */
@NullMarked
package dev.gapless.common.certificate;

import org.jspecify.annotations.NullMarked;
