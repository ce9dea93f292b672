package dev.gapless.common.message;

import java.util.List;

/**
 * {@code POST /internal/v1/coverage-changes:take}: whose coverage changed? JSON. What is answered is answered again
 * until it is named as done.
 *
 * @param done ids of earlier answers, to be forgotten
 * @param most no more entries than this
 */
public record CoverageChangesQuery(List<Long> done, int most) {

    public CoverageChangesQuery {
        done = List.copyOf(done);
    }
}
