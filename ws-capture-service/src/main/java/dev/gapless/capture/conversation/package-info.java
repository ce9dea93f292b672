/**
 * One account's capture: connect, converse, wait, again; whatever happens ends one connection and never the capture.
 */
@NullMarked
package dev.gapless.capture.conversation;

import org.jspecify.annotations.NullMarked;
