package dev.gapless.scheduler.planning;

import dev.gapless.common.figures.Board;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The gauges {@code gapless.coverage.lag} and {@code gapless.stream.settle}: of each source its worst stream. They show
 * what the last round found that saw all streams, and nothing while there was none: a maximum over some of the streams
 * would look better than it is. Used by one thread.
 */
final class SourceFigures {

    private final Board lag;
    private final Board settle;
    private final Map<Tags, Double> lags = new HashMap<>();
    private final Map<Tags, Double> settles = new HashMap<>();

    SourceFigures(MeterRegistry meters) {
        this.lag = Board.ofShares(
                meters,
                "gapless.coverage.lag.seconds",
                "for how long the newest positions have not been covered, of the worst stream");
        this.settle = Board.ofShares(
                meters,
                "gapless.stream.settle.seconds",
                "how young positions may be that the listing is held for complete, of the slowest stream");
    }

    /** Forgets what an earlier round has seen and not published. */
    void begin() {
        lags.clear();
        settles.clear();
    }

    void lag(StreamId stream, Duration behind) {
        worst(lags, stream, behind);
    }

    void settle(StreamId stream, Duration time) {
        worst(settles, stream, time);
    }

    private static void worst(Map<Tags, Double> figures, StreamId stream, Duration value) {
        figures.merge(Tags.of("source", stream.source()), value.toMillis() / 1000.0, Math::max);
    }

    /** The round has seen all streams. */
    void publish() {
        lag.show(Map.copyOf(lags));
        settle.show(Map.copyOf(settles));
    }

    /** The round was another scheduler's, or has not seen all streams. */
    void withdraw() {
        lag.show(Map.of());
        settle.show(Map.of());
    }
}
