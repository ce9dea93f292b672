package dev.gapless.processor.replay;

import java.util.List;
import java.util.Map;

/**
 * What a replay came to.
 *
 * @param sighting names it in what it applies
 * @param records read
 * @param items they are of
 * @param refused of the records, those that cannot be read now either, by rule
 * @param applied true when the differences were sent to the processors
 */
record ReplaySummary(
        String sighting,
        long records,
        int items,
        List<ReplayDifference> differences,
        Map<String, Long> refused,
        boolean applied) {

    ReplaySummary {
        differences = List.copyOf(differences);
        refused = Map.copyOf(refused);
    }
}
