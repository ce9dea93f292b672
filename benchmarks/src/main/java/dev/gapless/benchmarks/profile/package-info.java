/** Where the time goes: samples of this process and of the database. */
@NullMarked
package dev.gapless.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
