package dev.gapless.processor.replay;

import java.util.List;
import java.util.Map;

/**
 * What a comparison came to.
 *
 * @param records read
 * @param items they are of
 * @param refused of the records, those that cannot be read now either, by rule
 */
record ReplaySummary(long records, int items, List<ReplayDifference> differences, Map<String, Long> refused) {

    ReplaySummary {
        differences = List.copyOf(differences);
        refused = Map.copyOf(refused);
    }
}
