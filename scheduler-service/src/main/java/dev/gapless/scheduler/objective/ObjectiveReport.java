package dev.gapless.scheduler.objective;

import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The completeness objective by source and by stream, its error budget and how fast that is used up. */
public final class ObjectiveReport {

    private static final Duration PACE = Duration.ofHours(6);
    private static final Map<String, Duration> WINDOWS = windows();

    private final ObjectiveLedger ledger;
    private final StreamObjectiveLedger objectives;
    private final Function<String, Optional<SourceSpec>> sources;
    private final ObjectiveProperties properties;
    private final DatabaseClock clock;

    /** @param sources what the manifests say, by source */
    ObjectiveReport(
            ObjectiveLedger ledger,
            StreamObjectiveLedger objectives,
            Function<String, Optional<SourceSpec>> sources,
            ObjectiveProperties properties,
            DatabaseClock clock) {
        this.ledger = ledger;
        this.objectives = objectives;
        this.sources = sources;
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

    /**
     * Of sources, each of all its streams together.
     *
     * @param source null for all
     */
    public List<ObjectiveView> list(@Nullable String source) {
        return views(source, false);
    }

    /**
     * Of streams, each of all accounts.
     *
     * @param source null for all
     */
    List<ObjectiveView> streams(@Nullable String source) {
        return views(source, true);
    }

    private List<ObjectiveView> views(@Nullable String source, boolean byStream) {
        Instant now = clock.instant();
        Map<ObjectiveScope, StreamObjective> own = objectives.all();
        Map<String, Map<ObjectiveScope, AllowedSeconds>> windows = new LinkedHashMap<>();
        WINDOWS.forEach((name, time) -> windows.put(name, sums(time, now, own, byStream)));
        List<ObjectiveView> views = new ArrayList<>();
        sums(properties.period(), now, own, byStream).forEach((scope, period) -> {
            if ((source == null || scope.source().equals(source))
                    && !(byStream && scope.stream().isEmpty())) {
                Map<String, AllowedSeconds> ofScope = new LinkedHashMap<>();
                windows.forEach((name, sums) -> ofScope.put(name, sums.getOrDefault(scope, AllowedSeconds.NONE)));
                views.add(view(scope, period, ofScope, own.get(scope)));
            }
        });
        return views;
    }

    /** Of a source the sums of all its streams, each with its own target. */
    private Map<ObjectiveScope, AllowedSeconds> sums(
            Duration time, Instant now, Map<ObjectiveScope, StreamObjective> own, boolean byStream) {
        Map<ObjectiveScope, AllowedSeconds> sums = new LinkedHashMap<>();
        ledger.last(time, now).forEach((scope, seconds) -> {
            StreamObjective objective = own.get(scope);
            double target = objective == null ? properties.target() : objective.target();
            sums.merge(
                    byStream ? scope : new ObjectiveScope(scope.source(), ""),
                    AllowedSeconds.of(seconds, target),
                    AllowedSeconds::plus);
        });
        return sums;
    }

    private ObjectiveView view(
            ObjectiveScope scope,
            AllowedSeconds period,
            Map<String, AllowedSeconds> windows,
            @Nullable StreamObjective own) {
        Duration within = own == null ? properties.within() : own.within();
        double target = own != null ? own.target() : period.target(properties.target());
        return ObjectiveView.of(
                scope,
                new ObjectiveView.WantedShare(target, within, properties.period()),
                period,
                windows,
                PACE,
                derived(scope, target, within));
    }

    private @Nullable DerivedSettings derived(ObjectiveScope scope, double target, Duration within) {
        if (scope.stream().isEmpty()) {
            return null;
        }
        SourceSpec spec = sources.apply(scope.source()).orElse(null);
        StreamSpec stream = spec == null ? null : spec.streams().get(scope.stream());
        return spec == null || stream == null
                ? null
                : DerivedSettings.of(spec, stream, target, within, properties.period());
    }
}
