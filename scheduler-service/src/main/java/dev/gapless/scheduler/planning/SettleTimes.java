package dev.gapless.scheduler.planning;

import dev.gapless.common.figures.Board;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The gauge {@code gapless.stream.settle}: of each source the longest time that a stream is given to settle. */
final class SettleTimes {

    private final Board board;
    private final Map<Tags, Double> round = new HashMap<>();

    SettleTimes(MeterRegistry meters) {
        this.board = Board.ofAmounts(
                meters,
                "gapless.stream.settle.seconds",
                "how young positions may be that the listing is held for complete, of the slowest stream");
    }

    void seen(StreamId stream, Duration settle) {
        round.merge(Tags.of("source", stream.source()), settle.toMillis() / 1000.0, Math::max);
    }

    /** A round that saw all streams is over. */
    void publish() {
        board.show(Map.copyOf(round));
        round.clear();
    }
}
