package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.reference.ReferenceCoverage.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of coverage hold what the plain rule holds that the simulation runs on. The test has windows that grow,
 * close and are reported again, by old writers too. It has retractions of one window and of all.
 */
class ReferenceCoverageIT {

    private static final int END = 300;
    private static final List<Evidence> BY_STRENGTH = List.of(Evidence.values());

    private final CoverageRig tables = new CoverageRig();
    private final ReferenceCoverage plain = new ReferenceCoverage();
    private final List<CoverageReport> told = new ArrayList<>();
    private final int[] reached = new int[8];
    private final boolean[] closed = new boolean[8];

    @AfterEach
    void close() {
        tables.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void the_tables_and_the_plain_rule_are_of_one_mind(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 60; step++) {
            Instant now = CoverageReportBuilder.AT.plusSeconds(step);
            if (random.nextInt(6) == 0) {
                retract(random, now);
            } else {
                report(random, now);
            }
            Horizon horizon = horizon(random);
            Entry answer = tables.askAll(List.of(horizon)).getFirst();
            @Nullable Held live = plain.live(POSTS);

            assertThat(answer.missing()).as("step %d, %s", step, horizon).isEqualTo(plain.missing(horizon));
            assertThat(answer.liveTo()).as("step %d", step).isEqualTo(live == null ? null : live.reach());
            assertThat(answer.latenessMicros()).isEqualTo(plain.lateness(POSTS));
        }
    }

    private void report(SplittableRandom random, Instant now) {
        boolean again = !told.isEmpty() && random.nextInt(4) == 0;
        CoverageReport report = again ? told.get(random.nextInt(told.size())) : fresh(random, now);
        told.add(report);
        tables.apply(report);
        plain.apply(report, 0);
    }

    /** The even ones are live, and grow from where they began until they close; the odd ones are walks. */
    private CoverageReport fresh(SplittableRandom random, Instant now) {
        int window = random.nextInt(8);
        boolean live = window % 2 == 0;
        int from = 20 * window;
        int grown = closed[window] ? 0 : random.nextInt(40);
        reached[window] = Math.min(END, Math.max(from, reached[window]) + grown);
        closed[window] |= random.nextInt(10) == 0;
        return new CoverageReport(
                new CoverageReport.WindowRef(
                        "w" + window,
                        POSTS,
                        live ? IngestPath.LIVE : IngestPath.MINED,
                        random.nextInt(6) == 0 ? 1 : 2,
                        0),
                new CoverageReport.ClaimedRange(
                        from,
                        reached[window],
                        live ? Evidence.HEARTBEAT_ATTESTED : window == 7 ? Evidence.RECONCILED : Evidence.PAGE_WALK,
                        live ? Set.of(Aspect.values()) : Aspect.ofMask(window),
                        live && !closed[window]),
                new CoverageReport.StreamHints(
                        List.of(), null, random.nextInt(3) == 0 ? (Long) (long) random.nextInt(1_000) : null),
                List.of(),
                now);
    }

    private void retract(SplittableRandom random, Instant now) {
        int from = random.nextInt(END - 40);
        String window = random.nextBoolean() ? null : "w" + random.nextInt(8);
        CoverageRetraction retraction =
                new CoverageRetraction(POSTS, from, from + 1 + random.nextInt(40), window, "blind-stream", 2, now);
        tables.retract(retraction);
        plain.apply(retraction);
    }

    private static Horizon horizon(SplittableRandom random) {
        int from = random.nextInt(100);
        Evidence least = random.nextInt(3) == 0 ? BY_STRENGTH.get(random.nextInt(5)) : null;
        return new Horizon(POSTS, from, from + 1 + random.nextInt(END), Aspect.ofMask(1 + random.nextInt(7)), least);
    }
}
