package dev.gapless.connector.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * The rule by which a new connection continues where the last one ended.
 *
 * @param cursor where a message of the source holds it
 * @param parameter of the address that carries it; null where {@code subscribe} does
 * @param subscribe the subscription with {@code {cursor}} in it, sent instead of the plain one; null where
 *     {@code parameter} carries it
 * @param numeric true where only a whole number makes {@code subscribe} JSON
 * @param positions the stream whose positions the cursors are, where the source sends from that position on; null where
 *     cursors are something else
 * @param expired the message that says that the source does not have the cursor any more; null when there is none
 * @param keep older cursors are not used
 */
public record ResumeRule(
        JsonPointer cursor,
        @Nullable String parameter,
        @Nullable MessageTemplate subscribe,
        boolean numeric,
        @Nullable String positions,
        @Nullable MessageMatcher expired,
        Duration keep) {}
