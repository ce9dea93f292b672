package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets an operator try a gap at once that is stuck, or that was given up because the source said gone. One that was
 * stopped by the guard is walked once without it.
 */
@RestController
class GapRelease {

    private static final Logger LOG = LoggerFactory.getLogger(GapRelease.class);

    /** Miners take a reconciliation that begins here for one that an operator has looked at. */
    private static final String RELEASED = "released";

    private final JdbcClient jdbc;
    private final GapQueries gaps;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    GapRelease(JdbcClient jdbc, GapQueries gaps, PlannedCalls calls, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.gaps = gaps;
        this.calls = calls;
        this.clock = clock;
    }

    @PostMapping("/v1/gaps/{id}:release")
    GapView release(@PathVariable String id, CallConditions asked, CallerSources own) {
        GapView gap = calls.call("release-gap", asked, told -> {
            lock(id);
            GapView before = find(id, own);
            GapView after = released(id, own);
            told.effect("gap", id);
            told.effect("state", before.status().state().name());
            told.effect("reason", before.status().reason());
            told.effect("mode", before.extent().mode().name());
            told.figure("attempts", before.tries().attempts());
            return after;
        });
        LOG.info("gap-released gap={} mode={}", id, gap.extent().mode());
        return gap;
    }

    /** What is told of the gap is what is changed. */
    private void lock(String id) {
        jdbc.sql("select id from gap where id = :id for update")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    private GapView find(String id, CallerSources own) {
        return gaps.find(id)
                .filter(gap -> own.include(gap.extent().source()))
                .orElseThrow(() -> ApiProblem.notFound(
                        "gap: %s (expected: the id of a gap)".formatted(id), "GET /v1/gaps?state=STUCK lists them."));
    }

    private GapView released(String id, CallerSources own) {
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
        GapView gap = find(id, own);
        if (!released) {
            throw ApiProblem.conflict(
                    "state: %s, reason: %s (expected: STUCK, or UNFILLABLE with the reason gone)"
                            .formatted(gap.status().state(), gap.status().reason()),
                    "GET /v1/gaps?state=STUCK lists those to release; what is older than the source keeps cannot be read.");
        }
        return gap;
    }
}
