package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.windows.CoverageView.Overview;
import dev.gapless.common.message.CoverageChangesAnswer;
import dev.gapless.common.message.CoverageChangesQuery;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.message.SilentWindowsAnswer;
import dev.gapless.common.message.SilentWindowsQuery;
import dev.gapless.common.platform.ApiProblem;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells what is held and what is missing. */
@RestController
class CoverageResource {

    private static final int MAX_HORIZONS = 200_000;
    private static final int MAX_STREAMS = 20_000;

    private final MissingRanges missing;
    private final CoverageChanges changes;
    private final CoverageView view;

    CoverageResource(MissingRanges missing, CoverageChanges changes, CoverageView view) {
        this.missing = missing;
        this.changes = changes;
        this.view = view;
    }

    @PostMapping("/internal/v1/coverage:missing")
    MissingResponse missing(@RequestBody MissingRequest query) {
        if (query.horizons().size() > MAX_HORIZONS) {
            throw ApiProblem.tooLarge(
                    "horizons: %d (expected: at most %d)"
                            .formatted(query.horizons().size(), MAX_HORIZONS),
                    "ask in parts");
        }
        return new MissingResponse(missing.of(query.horizons()));
    }

    @PostMapping("/internal/v1/coverage-changes:take")
    CoverageChangesAnswer changes(@RequestBody CoverageChangesQuery query) {
        return new CoverageChangesAnswer(changes.take(query.done(), Math.clamp(query.most(), 0, MAX_STREAMS)));
    }

    @PostMapping("/internal/v1/coverage:silent")
    SilentWindowsAnswer silent(@RequestBody SilentWindowsQuery query) {
        return new SilentWindowsAnswer(changes.silent(query));
    }

    @GetMapping("/v1/coverage")
    List<Overview> overview(@RequestParam String source) {
        return view.overview(source);
    }
}
