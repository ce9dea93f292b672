package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.operations.OperationStore;
import dev.gapless.checkpoint.recovery.RecoveryAnalysis.StreamFinding;
import dev.gapless.checkpoint.recovery.StuckGaps.StuckGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what does not go on by itself. Nothing is changed by looking. */
final class RecoveryAnalyzer {

    private final OperationStore operations;
    private final StuckGaps gaps;
    private final RecoveryProperties properties;

    RecoveryAnalyzer(OperationStore operations, StuckGaps gaps, RecoveryProperties properties) {
        this.operations = operations;
        this.gaps = gaps;
        this.properties = properties;
    }

    RecoveryAnalysis analyse() {
        Optional<List<StuckGap>> stuck = gaps.list("STUCK");
        Optional<List<StuckGap>> open = gaps.list("OPEN");
        List<StuckGap> found = new ArrayList<>(stuck.orElseGet(List::of));
        open.orElseGet(List::of).stream()
                .filter(gap -> gap.attempts() >= properties.manyAttempts())
                .forEach(found::add);
        Map<String, List<StuckGap>> byStream = found.stream()
                .collect(Collectors.groupingBy(StuckGap::entity, LinkedHashMap::new, Collectors.toList()));
        List<StreamFinding> streams = byStream.entrySet().stream()
                .map(each -> finding(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(StreamFinding::stuck).reversed())
                .toList();
        return new RecoveryAnalysis(
                streams,
                stuck.map(List::size).orElse(0),
                operations.orphaned(properties.orphanedAfter()),
                stuck.isPresent() && open.isPresent());
    }

    /** Ids of the stuck gaps, in the order in which they are released. Empty when the scheduler did not answer. */
    Optional<List<String>> plan() {
        return gaps.list("STUCK").map(stuck -> stuck.stream().map(StuckGap::id).toList());
    }

    private static StreamFinding finding(String stream, List<StuckGap> gaps) {
        long stuck = gaps.stream().filter(StuckGap::isStuck).count();
        return new StreamFinding(
                stream,
                stuck,
                gaps.size() - stuck,
                gaps.stream().mapToInt(StuckGap::attempts).max().orElse(0),
                gaps.stream()
                        .map(StuckGap::reason)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
    }
}
