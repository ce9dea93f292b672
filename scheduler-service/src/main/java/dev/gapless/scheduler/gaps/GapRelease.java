package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets an operator try a gap at once that is stuck, or that was given up by the source's word; one that was stopped by
 * the guard is walked once without it.
 */
@RestController
class GapRelease {

    private static final Logger LOG = LoggerFactory.getLogger(GapRelease.class);

    /** Miners take a reconciliation that begins here for one that an operator has looked at. */
    private static final String RELEASED = "released";

    private final JdbcClient jdbc;
    private final GapQueries gaps;
    private final DatabaseClock clock;

    GapRelease(JdbcClient jdbc, GapQueries gaps, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.gaps = gaps;
        this.clock = clock;
    }

    @PostMapping("/v1/gaps/{id}:release")
    GapView release(@PathVariable String id) {
        boolean released = jdbc.sql("""
                update gap
                   set state = 'OPEN', attempts = 0, lost = 0, unseen = 0, due_at = :now, updated_at = :now,
                       resume = case when mode = 'RECONCILE' then :released end, probe_from = null, gone_since = null, gone_answers = 0,
                       reason = 'released by an operator'
                 where id = :id
                   and (state = 'STUCK' or (state = 'UNFILLABLE' and reason = :gone))
                """)
                        .param("now", InstantParameters.of(clock.instant()))
                        .param("released", RELEASED)
                        .param("gone", UnfillableReason.GONE.word())
                        .param("id", id)
                        .update()
                > 0;
        GapView gap = gaps.find(id)
                .orElseThrow(() -> ApiProblem.notFound(
                        "gap: %s (expected: the id of a gap)".formatted(id), "GET /v1/gaps?state=STUCK lists them."));
        if (!released) {
            throw ApiProblem.conflict(
                    "state: %s, reason: %s (expected: STUCK, or UNFILLABLE with the reason gone)"
                            .formatted(gap.status().state(), gap.status().reason()),
                    "GET /v1/gaps?state=STUCK lists those to release; what is older than the source keeps cannot be read.");
        }
        LOG.info("gap-released gap={} mode={}", id, gap.extent().mode());
        return gap;
    }
}
