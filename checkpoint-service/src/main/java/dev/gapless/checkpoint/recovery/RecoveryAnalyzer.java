package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.StateSchema;
import dev.gapless.checkpoint.operations.LongRunningOperation;
import dev.gapless.checkpoint.operations.OperationStore;
import dev.gapless.checkpoint.recovery.StuckGaps.Stuck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what is left lying, and says what would set it going. Nothing is changed by looking. */
final class RecoveryAnalyzer {

    private static final int MAX = 10_000;

    private final StalledCheckpointFinder leftLying;
    private final OperationStore operations;
    private final StuckGaps gaps;
    private final RecoveryProperties properties;

    RecoveryAnalyzer(
            StalledCheckpointFinder leftLying,
            OperationStore operations,
            StuckGaps gaps,
            RecoveryProperties properties) {
        this.leftLying = leftLying;
        this.operations = operations;
        this.gaps = gaps;
        this.properties = properties;
    }

    RecoveryAnalysis analyse() {
        List<StalledCheckpoint> unfinished = leftLying.checkpoints(properties.interruptedAfter());
        List<LongRunningOperation> orphans = operations.orphans(properties.orphanedAfter(), MAX);
        Optional<List<Stuck>> stuck = gaps.list();
        Map<String, List<String>> gapsByStream = byStream(stuck.orElseGet(List::of));
        List<RecoveryAction> actions = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        orphans.forEach(orphan -> actions.add(RecoveryAction.retry(
                orphan.id().text(), "nobody is at it since attempt %d".formatted(orphan.attempts()))));
        for (StalledCheckpoint each : unfinished) {
            if (each.schemaVersion() > StateSchema.CURRENT) {
                refused.add(each.id().toString());
            } else {
                actions.add(action(each, taken(gapsByStream, each)));
            }
        }
        gapsByStream.forEach((stream, ids) -> actions.addAll(rest(stream, ids)));
        actions.sort(Comparator.comparingInt(
                (RecoveryAction action) -> action.priority().order()));
        return new RecoveryAnalysis(
                actions,
                unfinished.size(),
                orphans.size(),
                stuck.map(List::size).orElse(0),
                stuck.isPresent(),
                refused);
    }

    private RecoveryAction action(StalledCheckpoint each, List<String> stuck) {
        String resource = each.id().toString();
        String idle = "stands still for %d minutes%s"
                .formatted(each.idle().toMinutes(), each.holder() == null ? "" : " in the hands of " + each.holder());
        if (each.corrupt()) {
            return RecoveryAction.skip(resource, idle + ", and its state is not what was stored");
        }
        Double share = each.share();
        return share != null && share < properties.restartBelow()
                ? RecoveryAction.restart(resource, "%s at %.1f %%".formatted(idle, 100 * share), stuck)
                : RecoveryAction.resume(resource, idle, stuck);
    }

    /**
     * Each gap is released by one action: that of its own stream's checkpoint, or of its account's, or of its own. What
     * does not fit into one step is left for others.
     */
    private List<String> taken(Map<String, List<String>> gapsByStream, StalledCheckpoint each) {
        List<String> taken = new ArrayList<>();
        String entity = each.id().entity();
        if (!each.corrupt()) {
            gapsByStream.forEach((stream, ids) -> {
                if (stream.equals(entity) || stream.startsWith(entity + "/")) {
                    List<String> some = ids.subList(0, Math.min(ids.size(), room(taken)));
                    taken.addAll(some);
                    some.clear();
                }
            });
        }
        return taken;
    }

    private int room(List<String> taken) {
        return properties.releasesPerRound() - taken.size();
    }

    private List<RecoveryAction> rest(String stream, List<String> ids) {
        List<RecoveryAction> actions = new ArrayList<>();
        int size = properties.releasesPerRound();
        for (int from = 0; from < ids.size(); from += size) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + size));
            actions.add(RecoveryAction.resume(stream, "%d gaps that the source refused".formatted(some.size()), some));
        }
        return actions;
    }

    private static Map<String, List<String>> byStream(List<Stuck> stuck) {
        return stuck.stream()
                .collect(Collectors.groupingBy(
                        Stuck::entity,
                        LinkedHashMap::new,
                        Collectors.mapping(Stuck::id, Collectors.toCollection(ArrayList::new))));
    }
}
