package dev.gapless.scheduler.accounts;

import java.util.List;

/**
 * What came of {@code POST /v1/accounts:import}.
 *
 * @param lines that were read; empty ones do not count
 * @param followed accounts that were not followed before
 * @param changed accounts that are followed in another way than before
 * @param unchanged accounts that were as their line says, or not there to be removed
 * @param removed accounts that are no longer followed
 * @param refused lines that were not carried out
 * @param problems of those, the first thousand
 */
record ImportAnswer(
        int lines, int followed, int changed, int unchanged, int removed, int refused, List<Problem> problems) {

    ImportAnswer {
        problems = List.copyOf(problems);
    }

    /**
     * @param line its number, from 1
     * @param value what is wrong
     * @param rule what was expected
     * @param remedy what to do
     */
    record Problem(int line, String value, String rule, String remedy) {}
}
