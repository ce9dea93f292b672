package dev.gapless.scheduler.drains;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** How much streams matter, as operators say. */
@RestController
class StreamPriorityResource {

    /** @param priorityClass {@code critical}, {@code normal} or {@code bulk} */
    record PriorityRequest(@Nullable String priorityClass) {}

    /** A stream of a source, of all accounts. */
    private record StreamName(String source, String stream) {}

    private final StreamPriorityLedger priorities;
    private final SourceCatalog sources;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    StreamPriorityResource(
            StreamPriorityLedger priorities, SourceCatalog sources, PlannedCalls calls, DatabaseClock clock) {
        this.priorities = priorities;
        this.sources = sources;
        this.calls = calls;
        this.clock = clock;
    }

    /** All streams of all sources, also normal ones. */
    @GetMapping("/v1/priorities")
    List<StreamPriority> list(CallerSources own) {
        Map<StreamName, PriorityClass> known = new HashMap<>();
        priorities.all().forEach(each -> known.put(new StreamName(each.source(), each.stream()), each.priorityClass()));
        List<StreamPriority> all = new ArrayList<>();
        for (Map.Entry<String, Source> source : sources.all().entrySet()) {
            if (!own.include(source.getKey())) {
                continue;
            }
            for (String stream : streams(source.getValue().spec())) {
                StreamName name = new StreamName(source.getKey(), stream);
                all.add(new StreamPriority(
                        name.source(), name.stream(), known.getOrDefault(name, PriorityClass.NORMAL)));
            }
        }
        return all;
    }

    private static SortedSet<String> streams(SourceSpec spec) {
        return new TreeSet<>(spec.streams().keySet());
    }

    /** Of all accounts. It changes what a drain hands out first, and nothing while no drain runs. */
    @PutMapping("/v1/priorities/{source}/{stream}")
    StreamPriority set(
            @PathVariable String source,
            @PathVariable String stream,
            @RequestBody PriorityRequest request,
            CallConditions asked,
            Principal caller) {
        PriorityClass wanted = PriorityClass.of(request.priorityClass())
                .orElseThrow(() -> ApiProblem.unprocessable(
                        "priorityClass: %s (expected: one of %s)"
                                .formatted(request.priorityClass(), Arrays.toString(PriorityClass.values())),
                        "Streams without a class are NORMAL."));
        requireKnown(source, stream);
        StreamPriority priority = new StreamPriority(source, stream, wanted);
        return calls.call("set-priority", asked, told -> {
            told.effect("source", source);
            told.effect("stream", stream);
            told.effect("classBefore", priorities.of(source, stream));
            told.effect("class", wanted);
            priorities.set(priority, clock.instant(), caller.getName());
            return priority;
        });
    }

    private void requireKnown(String source, String stream) {
        SourceSpec spec = sources.spec(source).orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
        SortedSet<String> streams = streams(spec);
        if (!streams.contains(stream)) {
            throw ApiProblem.notFound(
                    "stream: %s/%s (expected: one of %s)".formatted(source, stream, streams),
                    "GET /v1/priorities lists all." + NameSuggestion.question(stream, streams));
        }
    }
}
