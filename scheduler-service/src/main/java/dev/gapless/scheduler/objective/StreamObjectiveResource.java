package dev.gapless.scheduler.objective;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Objectives of streams, as operators set them. */
@RestController
class StreamObjectiveResource {

    private static final double LEAST = 0.5;
    private static final double MOST = 0.999999;
    private static final double LONGEST = Duration.ofDays(30).toSeconds();

    /**
     * What is wanted.
     *
     * @param target share of the stream-seconds that must not be late, such as 0.999
     * @param withinSeconds a stream that lags more is late
     */
    record ObjectiveRequest(
            @Nullable Double target, @Nullable Double withinSeconds) {}

    /** What holds from now on, and what follows from it. */
    record SetObjective(String source, String stream, double target, double withinSeconds, DerivedSettings derived) {}

    private final StreamObjectiveLedger objectives;
    private final ObjectiveProperties properties;
    private final SourceCatalog sources;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    StreamObjectiveResource(
            StreamObjectiveLedger objectives,
            ObjectiveProperties properties,
            SourceCatalog sources,
            PlannedCalls calls,
            DatabaseClock clock) {
        this.objectives = objectives;
        this.properties = properties;
        this.sources = sources;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * Of all accounts. The stream is polled as often as that needs from its next plan on, unless a schedule says how
     * often.
     */
    @PutMapping("/v1/objective/{source}/{stream}")
    SetObjective set(
            @PathVariable String source,
            @PathVariable String stream,
            @RequestBody ObjectiveRequest request,
            CallConditions asked,
            Principal caller) {
        double target = within("target", request.target(), LEAST, MOST);
        double seconds = within("withinSeconds", request.withinSeconds(), 1, LONGEST);
        SourceSpec spec = spec(source);
        StreamSpec streamSpec = known(spec, source, stream);
        Duration limit = Duration.ofMillis(Math.round(seconds * 1_000));
        DerivedSettings derived = DerivedSettings.of(spec, streamSpec, target, limit, properties.period());
        ObjectiveScope scope = new ObjectiveScope(source, stream);
        return calls.call("set-objective", asked, told -> {
            told.effect("source", source);
            told.effect("stream", stream);
            told.effect(
                    "targetBefore",
                    objectives.find(scope).map(StreamObjective::target).orElse(properties.target()));
            told.effect("target", target);
            told.effect("withinSeconds", seconds);
            told.effect("pollSeconds", derived.pollSeconds());
            objectives.set(
                    new StreamObjective(scope, target, limit, Duration.ofSeconds(derived.pollSeconds())),
                    clock.instant(),
                    caller.getName());
            return new SetObjective(source, stream, target, seconds, derived);
        });
    }

    /** From then on the objective of the settings holds for it. */
    @DeleteMapping("/v1/objective/{source}/{stream}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear(@PathVariable String source, @PathVariable String stream) {
        known(spec(source), source, stream);
        objectives.clear(new ObjectiveScope(source, stream));
    }

    private static double within(String name, @Nullable Double value, double least, double most) {
        if (value == null || !(value >= least && value <= most)) {
            throw ApiProblem.unprocessable(
                    "%s: %s (expected: %s to %s)".formatted(name, value, least, most),
                    "A target of 0.999 with withinSeconds 60 means that 99.9 % of the time the stream lags a minute at most.");
        }
        return value;
    }

    private SourceSpec spec(String source) {
        return sources.spec(source).orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
    }

    private static StreamSpec known(SourceSpec spec, String source, String stream) {
        SortedSet<String> names = new TreeSet<>();
        spec.streams().values().stream()
                .filter(each -> each.kind() == Kind.EVENT)
                .forEach(each -> names.add(each.name()));
        StreamSpec known = names.contains(stream) ? spec.streams().get(stream) : null;
        if (known == null) {
            throw ApiProblem.notFound(
                    "stream: %s/%s (expected: one of %s)".formatted(source, stream, names),
                    "The objective counts event streams." + NameSuggestion.question(stream, names));
        }
        return known;
    }
}
