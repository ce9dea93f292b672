/** Certificates: what is held, by what evidence, what is missing until when; signed, and checked by anybody offline. */
@NullMarked
package dev.gapless.checkpoint.certificates;

import org.jspecify.annotations.NullMarked;
