package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.recovery.RecoveryAnalysis.StreamFinding;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.StuckGap;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what does not go on by itself. Nothing is changed by looking. */
final class RecoveryAnalyzer {

    private static final String STUCK = "STUCK";
    private static final List<String> STATES = List.of(STUCK, "OPEN", "SCHEDULED", "FILLING");

    private final LongSupplier orphanedOperations;
    private final StuckGaps gaps;
    private final MinedCoverage coverage;
    private final RecoveryProperties properties;
    private final Clock clock;

    /** @param orphanedOperations that are due and that no replica has held for long */
    RecoveryAnalyzer(
            LongSupplier orphanedOperations,
            StuckGaps gaps,
            MinedCoverage coverage,
            RecoveryProperties properties,
            Clock clock) {
        this.orphanedOperations = orphanedOperations;
        this.gaps = gaps;
        this.coverage = coverage;
        this.properties = properties;
        this.clock = clock;
    }

    RecoveryAnalysis analyse() {
        List<StuckGap> all = new ArrayList<>();
        boolean known = true;
        for (String state : STATES) {
            Optional<List<StuckGap>> found = gaps.list(state);
            found.ifPresent(all::addAll);
            known &= found.isPresent();
        }
        Map<String, List<StuckGap>> byStream =
                all.stream().collect(Collectors.groupingBy(StuckGap::entity, TreeMap::new, Collectors.toList()));
        Map<String, Instant> reported = coverage.lastReported(byStream.keySet());
        Instant before = clock.instant().minus(properties.standingAfter());
        List<StreamFinding> streams = byStream.entrySet().stream()
                .map(each -> finding(
                        each.getKey(),
                        each.getValue(),
                        standingSince(each.getValue(), reported.get(each.getKey()), before)))
                .filter(each -> each.stuck() > 0 || each.retrying() > 0 || each.standingSince() != null)
                .sorted(Comparator.comparingLong(StreamFinding::stuck)
                        .thenComparingLong(StreamFinding::retrying)
                        .reversed())
                .toList();
        return new RecoveryAnalysis(
                streams, all.stream().filter(StuckGap::isStuck).count(), orphanedOperations.getAsLong(), known);
    }

    /** Ids of the stuck gaps, in the order in which they are released. Empty when the scheduler did not answer. */
    Optional<List<String>> plan() {
        return gaps.list(STUCK).map(stuck -> stuck.stream().map(StuckGap::id).toList());
    }

    /** A stream stands still when a gap is open for long, and as long no mined range was reported. */
    private static @Nullable Instant standingSince(List<StuckGap> gaps, @Nullable Instant reported, Instant before) {
        Instant opened = gaps.stream()
                .filter(gap -> !gap.isStuck())
                .map(StuckGap::openedAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (opened == null || opened.isAfter(before) || (reported != null && reported.isAfter(before))) {
            return null;
        }
        return reported == null ? opened : reported;
    }

    private boolean isRetriedOften(StuckGap gap) {
        int many = properties.manyAttempts();
        return !gap.isStuck() && (gap.attempts() >= many || gap.lostLeases() >= many || gap.reopenings() >= many);
    }

    private StreamFinding finding(String stream, List<StuckGap> all, @Nullable Instant standingSince) {
        List<StuckGap> found = all.stream()
                .filter(gap -> gap.isStuck() || isRetriedOften(gap) || standingSince != null)
                .toList();
        return new StreamFinding(
                stream,
                found.stream().filter(StuckGap::isStuck).count(),
                found.stream().filter(this::isRetriedOften).count(),
                most(found, StuckGap::attempts),
                most(found, StuckGap::lostLeases),
                most(found, StuckGap::reopenings),
                standingSince,
                found.stream()
                        .map(StuckGap::reason)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
    }

    private static int most(List<StuckGap> gaps, ToIntFunction<StuckGap> figure) {
        return gaps.stream().mapToInt(figure).max().orElse(0);
    }
}
