package dev.gapless.common.connector.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * The source's protocol on the live connection.
 *
 * @param dialogue what is said and awaited before that, in order
 * @param subscribe what to say then; null when the source sends without being asked
 * @param confirmation opens the windows; null when the source confirms nothing, and nothing is claimed of the live path
 * @param streams whom to subscribe to, in the manifest's order
 * @param windows those of them that have coverage: event streams ordered by time
 * @param moving those of them whose items get a new position with each version
 * @param confirmed where the confirmation lists the streams it is for; null when it is for all
 * @param refusal says that the source will not serve us; null when there is no such message
 * @param ping asks for {@code pong}; null when WebSocket pings are used
 * @param pong null when WebSocket pings are used
 * @param lateness how long after its position an item may still be on its way, while nothing is measured
 * @param latenessLimit the longest measured lateness that is waited for
 * @param patience how long to wait for the confirmation
 * @param silentHeartbeats for how many heartbeats nothing may be proven before the connection begins anew
 * @param measureEvery how long the source's clock is believed without a word about its time; then the subscription is
 *     repeated, whose confirmation tells it; null where {@code pong} tells it
 */
public record SocketProtocol(
        List<DialogueStep> dialogue,
        @Nullable MessageTemplate subscribe,
        List<String> streams,
        Set<String> windows,
        Set<String> moving,
        @Nullable TimedMessageMatcher confirmation,
        @Nullable JsonPointer confirmed,
        @Nullable MessageMatcher refusal,
        @Nullable MessageTemplate ping,
        @Nullable TimedMessageMatcher pong,
        Duration lateness,
        Duration latenessLimit,
        Duration patience,
        int silentHeartbeats,
        @Nullable Duration measureEvery) {

    public SocketProtocol {
        dialogue = List.copyOf(dialogue);
        streams = List.copyOf(streams);
        windows = Set.copyOf(windows);
        moving = Set.copyOf(moving);
    }
}
