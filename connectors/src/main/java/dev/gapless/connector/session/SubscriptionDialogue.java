package dev.gapless.connector.session;

import dev.gapless.connector.LiveEffect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is said on a new connection until the subscription has been sent, and what is awaited meanwhile. */
final class SubscriptionDialogue {

    private final String account;
    private final SocketProtocol talk;
    private final @Nullable String cursor;
    private final Iterator<DialogueStep> steps;
    private @Nullable MessageMatcher awaited;
    private @Nullable Instant openedAt;

    /** @param cursor where to go on; null to begin with the present */
    SubscriptionDialogue(String account, SocketProtocol talk, @Nullable String cursor) {
        this.account = account;
        this.talk = talk;
        this.cursor = cursor;
        this.steps = talk.dialogue().iterator();
    }

    List<LiveEffect> begin(Instant at) {
        openedAt = at;
        return talking(at);
    }

    /** Goes on with the exchange of messages until one must be waited for; subscribes at its end. */
    private List<LiveEffect> talking(Instant at) {
        List<LiveEffect> said = new ArrayList<>();
        awaited = null;
        while (awaited == null && steps.hasNext()) {
            DialogueStep step = steps.next();
            if (step.send() != null) {
                said.add(send(step.send(), at));
            }
            awaited = step.awaited();
        }
        if (awaited == null) {
            said.addAll(subscribing(at));
        }
        return said;
    }

    private List<LiveEffect> subscribing(Instant at) {
        ResumeRule resume = talk.resume();
        MessageTemplate subscribe =
                cursor == null || resume == null || resume.subscribe() == null ? talk.subscribe() : resume.subscribe();
        return subscribe == null ? List.of() : List.of(send(subscribe, at));
    }

    private LiveEffect send(MessageTemplate message, Instant at) {
        return new LiveEffect.Send(message.fill(account, talk.streams(), at, cursor));
    }

    /** False once the subscription has been sent. */
    boolean goesOn() {
        return awaited != null;
    }

    /** @return null when the message is none that the dialogue waits for */
    @Nullable
    List<LiveEffect> answer(JsonNode frame, Instant at) {
        if (awaited == null) {
            return null;
        }
        if (awaited.isOn(frame)) {
            return talking(at);
        }
        return talk.refusal() != null && talk.refusal().isOn(frame)
                ? List.of(new LiveEffect.Reconnect("the source refused the dialogue", false))
                : null;
    }

    /** The subscription is not confirmed yet. */
    List<LiveEffect> waiting(Instant at) {
        boolean late = openedAt != null && at.isAfter(openedAt.plus(talk.patience()));
        return late
                ? List.of(new LiveEffect.Reconnect(
                        awaited == null
                                ? "the subscription was not confirmed in time"
                                : "the dialogue before the subscription was not answered in time",
                        false))
                : List.of();
    }
}
