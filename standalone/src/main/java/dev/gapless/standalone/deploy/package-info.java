/** What a deployment in containers is given: the files with its secrets. */
@NullMarked
package dev.gapless.standalone.deploy;

import org.jspecify.annotations.NullMarked;
