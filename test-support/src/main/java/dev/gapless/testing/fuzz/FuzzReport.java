package dev.gapless.testing.fuzz;

import java.util.List;
import java.util.SortedMap;

/**
 * The result of a run of random requests.
 *
 * @param statuses how many answers had each status
 * @param operations how many of the document were called
 * @param findings answers with 5xx or a stack trace, and requests without an answer; empty when all is well
 */
public record FuzzReport(
        int requests, SortedMap<Integer, Integer> statuses, int operations, List<FuzzFinding> findings) {}
