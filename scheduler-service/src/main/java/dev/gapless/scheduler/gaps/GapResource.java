package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.gaps.GapQueries.Count;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows gaps to operators. */
@RestController
class GapResource {

    private static final int MAX = 10_000;

    private final GapQueries gaps;
    private final DatabaseClock clock;

    GapResource(GapQueries gaps, DatabaseClock clock) {
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * Unfinished ones first, then the newest.
     *
     * @param after {@code state/openedAt/id} of the last one of the page before
     */
    @GetMapping("/v1/gaps")
    List<GapView> list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam(required = false) @Nullable GapState state,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit,
            CallerSources own) {
        if (limit < 1 || limit > MAX) {
            throw ApiProblem.badRequest(
                    "limit: %d (expected: 1 to %d)".formatted(limit, MAX),
                    "Ask by page: after=state/openedAt/id of the last one seen.");
        }
        GapPlace place = after == null ? null : GapPlace.parse(after);
        return gaps.list(new GapFilter(own.filter(), source, account, stream, state, place, limit));
    }

    @GetMapping("/v1/gaps/{id}")
    GapView gap(@PathVariable String id, CallerSources own) {
        return gaps.find(id)
                .filter(gap -> own.include(gap.extent().source()))
                .orElseThrow(() -> ApiProblem.notFound(
                        "gap: %s (expected: the id of a gap)".formatted(id),
                        "GET /v1/gaps lists them; filled ones are kept for a while only."));
    }

    @GetMapping("/v1/gaps/summary")
    GapSummary summary(CallerSources own) {
        List<Count> counts = gaps.counts().stream()
                .filter(count -> own.include(count.source()))
                .toList();
        Instant now = clock.instant();
        double oldest = counts.stream()
                .filter(count -> count.state() != GapState.FILLED && count.state() != GapState.UNFILLABLE)
                .mapToDouble(
                        count -> Duration.between(count.oldestOpenedAt(), now).toMillis() / 1000.0)
                .max()
                .orElse(0);
        return new GapSummary(
                sum(counts, GapState.OPEN),
                sum(counts, GapState.SCHEDULED),
                sum(counts, GapState.FILLING),
                sum(counts, GapState.FILLED),
                sum(counts, GapState.STUCK),
                sum(counts, GapState.UNFILLABLE),
                Math.max(0, oldest));
    }

    private static long sum(List<Count> counts, GapState state) {
        return counts.stream()
                .filter(count -> count.state() == state)
                .mapToLong(Count::gaps)
                .sum();
    }
}
