package dev.gapless.processor.fakes;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorResponse;
import dev.gapless.common.message.FloorResponse.Floor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's floors, in memory, by topic id and partition. Kafka outlives the ledgers of tests: what was published
 * before a ledger was made counts as decided.
 */
public final class InMemoryFloors {

    private final Map<String, Floor> floors = new HashMap<>();

    /** @return true when a span begins above its floor */
    synchronized boolean advance(List<DecidedSpan> spans) {
        boolean behind = false;
        for (DecidedSpan span : spans) {
            String key = span.topicId() + "-" + span.partition();
            Floor floor = floors.get(key);
            if (floor == null || floor.decided() < span.from()) {
                behind = true;
            } else {
                floors.put(
                        key,
                        new Floor(Math.max(floor.decided(), span.to()), Math.max(floor.published(), span.published())));
            }
        }
        return behind;
    }

    /** Null when a partition has no floor, and the query does not say where its log begins. */
    synchronized @Nullable FloorResponse note(FloorRequest query) {
        List<Floor> known = new ArrayList<>();
        for (FloorRequest.Partition asked : query.partitions()) {
            String key = asked.topicId() + "-" + asked.partition();
            Floor floor = floors.get(key);
            Long start = asked.logStart();
            long published = asked.published() == null ? 0 : asked.published();
            if (floor == null && start == null) {
                return null;
            }
            floor = floor == null
                    ? new Floor(
                            Math.max(start == null ? 0 : start, published),
                            Math.max(start == null ? 0 : start, published))
                    : new Floor(
                            start == null ? floor.decided() : Math.max(floor.decided(), start),
                            Math.max(floor.published(), published));
            floors.put(key, floor);
            known.add(floor);
        }
        return new FloorResponse(known);
    }

    /** What is decided, by topic id and partition. */
    public synchronized Map<String, Long> decided() {
        Map<String, Long> decided = new HashMap<>();
        floors.forEach((key, floor) -> decided.put(key, floor.decided()));
        return decided;
    }

    /** True when all that is decided is known to be published. */
    public synchronized boolean allPublished() {
        return floors.values().stream().allMatch(floor -> floor.published() >= floor.decided());
    }

    synchronized void restore(Map<String, Long> decided) {
        floors.replaceAll((key, floor) -> {
            long before = decided.getOrDefault(key, 0L);
            return new Floor(before, Math.min(before, floor.published()));
        });
    }
}
