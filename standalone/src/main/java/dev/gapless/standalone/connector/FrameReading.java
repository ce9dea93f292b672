package dev.gapless.standalone.connector;

import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.PublishRecord;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was heard on one live connection.
 *
 * @param result of the handshake
 * @param confirmed streams whose subscription the source confirmed
 * @param events in the order in which they came
 * @param unreadable the first frame that could not be read; null when there was none
 * @param end why the connection ended by itself; null when it did not
 * @param frames how many came
 */
record FrameReading(
        ConnectResult result,
        Set<String> confirmed,
        List<PublishRecord> events,
        @Nullable DeadLetterRecord unreadable,
        @Nullable String end,
        int frames) {

    FrameReading {
        confirmed = Set.copyOf(confirmed);
        events = List.copyOf(events);
    }

    static FrameReading notConnected(ConnectResult result) {
        return new FrameReading(result, Set.of(), List.of(), null, null, 0);
    }
}
