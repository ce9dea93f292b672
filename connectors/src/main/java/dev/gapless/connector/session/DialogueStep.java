package dev.gapless.connector.session;

import org.jspecify.annotations.Nullable;

/**
 * One step of what is said on a new connection before the subscription.
 *
 * @param send the message to send; null when nothing is said
 * @param awaited the message that ends the step; null when the next step follows at once
 */
public record DialogueStep(
        @Nullable MessageTemplate send, @Nullable MessageMatcher awaited) {}
