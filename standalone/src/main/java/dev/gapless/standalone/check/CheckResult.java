package dev.gapless.standalone.check;

import java.util.List;

/**
 * The result of the check; all counts are 0 when every promise was kept.
 *
 * @param lost versions that the sandbox made and that are lost. A version is not lost when it, or a later version of
 *     its item, is published and stands in the ledger with the same content
 * @param duplicated versions that were accepted or published more than once
 * @param stale places where an older version follows a newer one in the changes, or replaces it in the ledger
 * @param resurrected deleted items that are alive in the ledger, or that the changes raise again
 * @param falseCoverage windows that claim a position whose version is not held
 * @param invented items or versions in the ledger that the sandbox never made
 * @param versions versions in the truth
 * @param items items in the truth
 * @param published changes read
 * @param examples some of what was found, for people
 */
public record CheckResult(
        long lost,
        long duplicated,
        long stale,
        long resurrected,
        long falseCoverage,
        long invented,
        long versions,
        long items,
        long published,
        List<String> examples) {

    public CheckResult {
        examples = List.copyOf(examples);
    }

    public boolean clean() {
        return lost == 0 && duplicated == 0 && stale == 0 && resurrected == 0 && falseCoverage == 0 && invented == 0;
    }

    @Override
    public String toString() {
        return "lost %d, duplicated %d, stale %d, resurrected %d, false coverage %d"
                        .formatted(lost, duplicated, stale, resurrected, falseCoverage)
                + (invented == 0 ? "" : ", invented " + invented);
    }
}
