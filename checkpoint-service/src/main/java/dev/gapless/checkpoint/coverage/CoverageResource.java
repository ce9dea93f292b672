package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.coverage.CoverageView.Overview;
import dev.gapless.checkpoint.problems.Parameters;
import dev.gapless.checkpoint.problems.Refusal;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.position.StreamId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    private final MissingRanges missing;
    private final CoverageView view;

    CoverageResource(MissingRanges missing, CoverageView view) {
        this.missing = missing;
        this.view = view;
    }

    @PostMapping("/internal/v1/coverage:missing")
    MissingAnswer missing(@RequestBody MissingQuery query) {
        if (query.horizons().size() > MOST_HORIZONS) {
            throw Refusal.tooLarge(
                    "horizons: %d (expected: at most %d)"
                            .formatted(query.horizons().size(), MOST_HORIZONS),
                    "ask in parts");
        }
        return new MissingAnswer(missing.of(query.horizons()));
    }

    /** Without {@code from} and {@code to}, the range from 0 to the last position held. */
    @GetMapping("/v1/coverage/{source}/{account}/{stream}")
    Certificate coverage(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(defaultValue = "0") String from,
            @RequestParam(required = false) @Nullable String to) {
        StreamId id = Parameters.stream(source, account, stream);
        long start = Parameters.position("from", from);
        long asked = to == null ? Long.MAX_VALUE : Parameters.position("to", to);
        if (asked <= start) {
            throw Refusal.badRequest(
                    "to: %d (expected: > from, which is %d)".formatted(asked, start),
                    "a range holds from and not to; leave both out for all there is");
        }
        long end = asked < Long.MAX_VALUE
                ? asked
                : Math.max(start + 1, view.end(id).orElse(start + 1));
        return certificate(id, start, end);
    }

    private Certificate certificate(StreamId id, long from, long to) {
        List<Aspect> aspects = List.of(Aspect.values());
        List<Entry> entries = missing.of(aspects.stream()
                .map(aspect -> new Horizon(id, from, to, Set.of(aspect)))
                .toList());
        Map<Aspect, List<long[]>> gaps = new EnumMap<>(Aspect.class);
        for (int i = 0; i < aspects.size(); i++) {
            List<Range> ranges = entries.get(i).missing();
            gaps.put(aspects.get(i), ranges.stream().map(CoverageResource::pair).toList());
        }
        Entry any = entries.getFirst();
        return new Certificate(
                id.key(),
                from,
                to,
                view.windows(id, from, to),
                gaps,
                any.generation(),
                any.frontier(),
                view.freshness(id));
    }

    private static long[] pair(Range range) {
        return new long[] {range.from(), range.to()};
    }

    @GetMapping("/v1/coverage")
    List<Overview> overview(@RequestParam String source) {
        return view.overview(source);
    }
}
