package dev.gapless.scheduler.planning;

import dev.gapless.common.figures.Board;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The gauge {@code gapless.coverage.lag}: of each source the stream that lags most, as the last round saw it. */
final class CoverageLag {

    private final Board board;
    private final Map<Tags, Double> round = new HashMap<>();

    CoverageLag(MeterRegistry meters) {
        this.board = Board.ofAmounts(
                meters,
                "gapless.coverage.lag.seconds",
                "how long before now the unbroken coverage ends, of the worst stream");
    }

    void seen(StreamId stream, Duration lag) {
        round.merge(Tags.of("source", stream.source()), lag.toMillis() / 1000.0, Math::max);
    }

    /** A round that saw all streams is over. */
    void publish() {
        board.show(Map.copyOf(round));
        round.clear();
    }
}
