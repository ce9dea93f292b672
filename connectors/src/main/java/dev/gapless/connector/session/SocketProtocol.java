package dev.gapless.connector.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** The source's protocol on the live connection. */
public record SocketProtocol(
        Subscription subscription,
        Opening opening,
        ProofOfLife proof,
        LatenessBounds lateItems,
        Interruptions interruptions) {
    /**
     * What is subscribed to.
     *
     * @param dialogue what is said and awaited before that, in order
     * @param subscribe what to say then; null when the source sends without being asked
     * @param streams whom to subscribe to, in the manifest's order
     * @param windows those of them that have coverage: event streams ordered by time
     * @param moving those of them whose items get a new position with each version
     * @param dense numbered streams without holes, which have coverage too
     * @param ordered numbered streams whose changes are sent in the order of their numbers, which have it too
     */
    public record Subscription(
            List<DialogueStep> dialogue,
            @Nullable MessageTemplate subscribe,
            List<String> streams,
            Set<String> windows,
            Set<String> moving,
            Set<String> dense,
            Set<String> ordered) {

        public Subscription {
            dense = Set.copyOf(dense);
            ordered = Set.copyOf(ordered);
            dialogue = List.copyOf(dialogue);
            streams = List.copyOf(streams);
            windows = Set.copyOf(windows);
            moving = Set.copyOf(moving);
        }
    }

    /**
     * How the source answers a subscription.
     *
     * @param confirmation opens the windows; null when the source confirms nothing, and nothing is claimed of the live
     *     path
     * @param confirmed where the confirmation lists the streams it is for; null when it is for all
     * @param refusal says that the source will not serve us; null when there is no such message
     * @param patience how long to wait for the confirmation
     */
    public record Opening(
            @Nullable TimedMessageMatcher confirmation,
            @Nullable JsonPointer confirmed,
            @Nullable MessageMatcher refusal,
            Duration patience) {}

    /**
     * How a silent connection is told from a dead one.
     *
     * @param ping asks for {@code pong}; null when WebSocket pings are used
     * @param pong null when WebSocket pings are used
     * @param silentHeartbeats for how many heartbeats nothing may be proven before the connection begins anew
     * @param measureEvery how long the source's clock is used without a message about its time. Then the subscription
     *     is repeated, whose confirmation has the time. Null where {@code pong} has it
     */
    public record ProofOfLife(
            @Nullable MessageTemplate ping,
            @Nullable TimedMessageMatcher pong,
            int silentHeartbeats,
            @Nullable Duration measureEvery) {}

    /**
     * How long late items are waited for.
     *
     * @param lateness how long after its position an item may still be on its way, while nothing is measured
     * @param latenessLimit the longest measured lateness that is waited for
     */
    public record LatenessBounds(Duration lateness, Duration latenessLimit) {}

    /**
     * What the source says and takes where events were missed.
     *
     * @param resume how a new connection goes on where the last one ended; null where it cannot
     * @param holes messages that say that events were left out
     */
    public record Interruptions(@Nullable ResumeRule resume, List<AnnouncedHole> holes) {
        public Interruptions {
            holes = List.copyOf(holes);
        }
    }

    public List<DialogueStep> dialogue() {
        return subscription.dialogue();
    }

    public @Nullable MessageTemplate subscribe() {
        return subscription.subscribe();
    }

    public List<String> streams() {
        return subscription.streams();
    }

    public Set<String> windows() {
        return subscription.windows();
    }

    public Set<String> moving() {
        return subscription.moving();
    }

    public Set<String> dense() {
        return subscription.dense();
    }

    public Set<String> ordered() {
        return subscription.ordered();
    }

    /** The first number of the stream that the source sends to a connection with that cursor; 0 where it says that. */
    long from(String stream, @Nullable String cursor) {
        @Nullable ResumeRule resume = resume();
        return resume == null || cursor == null || !stream.equals(resume.positions()) ? 0 : Long.parseLong(cursor);
    }

    public @Nullable TimedMessageMatcher confirmation() {
        return opening.confirmation();
    }

    public @Nullable JsonPointer confirmed() {
        return opening.confirmed();
    }

    public @Nullable MessageMatcher refusal() {
        return opening.refusal();
    }

    public Duration patience() {
        return opening.patience();
    }

    public @Nullable MessageTemplate ping() {
        return proof.ping();
    }

    public @Nullable TimedMessageMatcher pong() {
        return proof.pong();
    }

    public int silentHeartbeats() {
        return proof.silentHeartbeats();
    }

    public @Nullable Duration measureEvery() {
        return proof.measureEvery();
    }

    public Duration lateness() {
        return lateItems.lateness();
    }

    public Duration latenessLimit() {
        return lateItems.latenessLimit();
    }

    public @Nullable ResumeRule resume() {
        return interruptions.resume();
    }

    public List<AnnouncedHole> holes() {
        return interruptions.holes();
    }
}
