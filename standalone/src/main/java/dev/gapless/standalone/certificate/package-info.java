/** Certificates in the hands of those who did not issue them. */
@NullMarked
package dev.gapless.standalone.certificate;

import org.jspecify.annotations.NullMarked;
