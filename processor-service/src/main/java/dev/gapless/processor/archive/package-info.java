/** Keeps captured records beyond their topics' retention, in a directory or behind an S3 interface. */
@NullMarked
package dev.gapless.processor.archive;

import org.jspecify.annotations.NullMarked;
