package dev.gapless.scheduler.costs;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.PageEnd;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.costs.MiningCostLedger.CostFilter;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows operators what mining cost. */
@RestController
class CostResource {

    private static final int MAX = 10_000;
    private static final int USUAL_DAYS = 7;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9_999;

    private final MiningCosts costs;
    private final DatabaseClock clock;

    CostResource(MiningCosts costs, DatabaseClock clock) {
        this.costs = costs;
        this.clock = clock;
    }

    /**
     * By day, account and kind of work.
     *
     * @param from first day in UTC; seven days with today unless it is given
     * @param to last day; today unless it is given
     * @param after {@code day/source/operation/account} of the last row of the page before
     */
    @GetMapping("/v1/costs")
    CostReport list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "1000") int limit,
            CallerSources own) {
        if (limit < 1 || limit > MAX) {
            throw ApiProblem.badRequest(
                    "limit: %d (expected: 1 to %d)".formatted(limit, MAX),
                    "Ask by page: after=day/source/operation/account of the last row seen.");
        }
        LocalDate last = bounded(
                "to", to == null ? clock.instant().atOffset(ZoneOffset.UTC).toLocalDate() : to);
        LocalDate first = bounded("from", from == null ? last.minusDays(USUAL_DAYS - 1) : from);
        MiningCostKey seen = after == null ? null : place(after);
        return costs.report(new CostFilter(source, account, first, last, own.filter()), seen, limit);
    }

    private static MiningCostKey place(String after) {
        PageEnd end = new PageEnd(after, "day/source/operation/account");
        List<String> values = end.values();
        try {
            return new MiningCostKey(
                    end.day(values.getFirst()), values.get(1), values.getLast(), MiningWork.valueOf(values.get(2)));
        } catch (IllegalArgumentException e) {
            throw end.refusal(e);
        }
    }

    private static LocalDate bounded(String name, LocalDate day) {
        if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
            throw ApiProblem.badRequest(
                    "%s: %s (expected: a day of the years %d to %d)".formatted(name, day, FIRST_YEAR, LAST_YEAR),
                    "Write the day as 2026-01-31.");
        }
        return day;
    }
}
