package dev.gapless.scheduler.planning;

import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gauge {@code gapless.coverage.lag}: of each source the stream that lags most, as the last round saw it. */
final class CoverageLag {

    private final MultiGauge gauge;
    private final Map<String, Double> round = new HashMap<>();

    CoverageLag(MeterRegistry meters) {
        this.gauge = MultiGauge.builder("gapless.coverage.lag")
                .description("how long before now the unbroken coverage ends, of the worst stream")
                .baseUnit("seconds")
                .register(meters);
    }

    void seen(StreamId stream, Duration lag) {
        round.merge(stream.source(), lag.toMillis() / 1000.0, Math::max);
    }

    /** A round that saw all streams is over. */
    void publish() {
        List<Row<?>> rows = round.entrySet().stream()
                .<Row<?>>map(lag -> Row.of(Tags.of("source", lag.getKey()), lag.getValue()))
                .toList();
        gauge.register(rows, true);
        round.clear();
    }
}
