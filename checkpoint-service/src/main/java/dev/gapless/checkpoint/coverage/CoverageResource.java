package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.coverage.CoverageView.Overview;
import dev.gapless.checkpoint.coverage.CoverageView.Window;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells what is held and what is missing. */
@RestController
class CoverageResource {

    private static final int MOST_HORIZONS = 200_000;

    /** The answer for one stream. */
    record Answer(
            String stream,
            long from,
            long to,
            List<Window> windows,
            Map<Aspect, List<long[]>> missing,
            long generation,
            @Nullable Long frontier,
            @Nullable Instant freshness) {}

    private final MissingRanges missing;
    private final CoverageView view;

    CoverageResource(MissingRanges missing, CoverageView view) {
        this.missing = missing;
        this.view = view;
    }

    @PostMapping("/internal/v1/coverage:missing")
    MissingAnswer missing(@RequestBody MissingQuery query) {
        if (query.horizons().size() > MOST_HORIZONS) {
            throw new IllegalArgumentException("horizons: %d (expected: at most %d)"
                    .formatted(query.horizons().size(), MOST_HORIZONS));
        }
        return new MissingAnswer(missing.of(query.horizons()));
    }

    /** Without {@code from} and {@code to}, the range from the first to the last position held. */
    @GetMapping("/v1/coverage/{source}/{account}/{stream}")
    Answer coverage(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(defaultValue = "9223372036854775807") long to) {
        if (to <= from) {
            throw new IllegalArgumentException("to: %d (expected: > from %d)".formatted(to, from));
        }
        StreamId id = new StreamId(source, account, stream);
        List<Window> windows = view.windows(id, from, to);
        long end = to < Long.MAX_VALUE
                ? to
                : windows.stream().mapToLong(Window::to).max().orElse(from + 1);
        Map<Aspect, List<long[]>> gaps = new EnumMap<>(Aspect.class);
        long generation = 0;
        Long frontier = null;
        for (Aspect aspect : Aspect.values()) {
            Entry entry = missing.of(List.of(new Horizon(id, from, end, Set.of(aspect))))
                    .getFirst();
            gaps.put(
                    aspect, entry.missing().stream().map(CoverageResource::pair).toList());
            generation = entry.generation();
            frontier = entry.frontier();
        }
        return new Answer(id.key(), from, end, windows, gaps, generation, frontier, view.freshness(id));
    }

    private static long[] pair(Range range) {
        return new long[] {range.from(), range.to()};
    }

    @GetMapping("/v1/coverage")
    List<Overview> overview(@RequestParam String source) {
        return view.overview(source);
    }

    @ExceptionHandler
    ProblemDetail refused(IllegalArgumentException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(failure.getMessage()));
    }
}
