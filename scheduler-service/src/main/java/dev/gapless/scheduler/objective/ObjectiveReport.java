package dev.gapless.scheduler.objective;

import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The completeness objective by source, its error budget and how fast that is used up. */
public final class ObjectiveReport {

    private static final Duration PACE = Duration.ofHours(6);
    private static final Map<String, Duration> WINDOWS = windows();

    private final ObjectiveLedger ledger;
    private final ObjectiveProperties properties;
    private final DatabaseClock clock;

    ObjectiveReport(ObjectiveLedger ledger, ObjectiveProperties properties, DatabaseClock clock) {
        this.ledger = ledger;
        this.properties = properties;
        this.clock = clock;
    }

    private static Map<String, Duration> windows() {
        Map<String, Duration> windows = new LinkedHashMap<>();
        windows.put("1h", Duration.ofHours(1));
        windows.put("6h", PACE);
        windows.put("1d", Duration.ofDays(1));
        windows.put("3d", Duration.ofDays(3));
        return windows;
    }

    /** @param source null for all */
    public List<ObjectiveView> list(@Nullable String source) {
        Instant now = clock.instant();
        Map<String, Map<String, ObjectiveSeconds>> sums = new LinkedHashMap<>();
        WINDOWS.forEach((name, time) -> sums.put(name, ledger.last(time, now)));
        return ledger.last(properties.period(), now).entrySet().stream()
                .filter(entry -> source == null || entry.getKey().equals(source))
                .map(entry -> view(entry.getKey(), entry.getValue(), sums))
                .toList();
    }

    private ObjectiveView view(
            String source, ObjectiveSeconds period, Map<String, Map<String, ObjectiveSeconds>> sums) {
        Map<String, @Nullable ObjectiveSeconds> windows = new LinkedHashMap<>();
        sums.forEach((name, bySource) -> windows.put(name, bySource.get(source)));
        ObjectiveSeconds pace = windows.get("6h");
        return ObjectiveView.of(
                source, properties, period, windows, pace == null ? ObjectiveSeconds.NONE : pace, (double)
                        PACE.toSeconds());
    }
}
