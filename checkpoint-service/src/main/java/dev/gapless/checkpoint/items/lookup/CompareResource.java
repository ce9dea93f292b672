package dev.gapless.checkpoint.items.lookup;

import dev.gapless.checkpoint.coverage.floors.LedgerContinuity;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.platform.ApiProblem;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The miners' path to what is held of a range. */
@RestController
class CompareResource {

    private static final int MAX_IDS = 10_000;

    private final ListingComparison comparison;
    private final LedgerContinuity continuity;

    CompareResource(JdbcTemplate jdbc, LedgerContinuity continuity) {
        this.comparison = new ListingComparison(jdbc);
        this.continuity = continuity;
    }

    @PostMapping("/internal/v1/items:compare")
    CompareResponse compare(@RequestBody CompareRequest query) {
        if (query.listed().size() > MAX_IDS) {
            throw ApiProblem.tooLarge(
                    "listed: %d (expected: at most %d)".formatted(query.listed().size(), MAX_IDS),
                    "compare a page at a time");
        }
        if (query.from() >= query.to()) {
            throw ApiProblem.unprocessable(
                    "to: %d (expected: > from, which is %d)".formatted(query.to(), query.from()),
                    "name a range that was listed whole");
        }
        if (query.listed().stream().anyMatch(id -> id.indexOf('\0') >= 0)) {
            throw ApiProblem.unprocessable("listed: an id holds U+0000 (expected: none)", "no such id can be held");
        }
        CompareResponse answer = comparison.compare(query);
        // afterwards: a database that was restored before the comparison shows it now
        continuity.require();
        return answer;
    }
}
