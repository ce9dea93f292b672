package dev.gapless.common.message;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Set;

/** {@code POST /v1/coverage:missing}: what do these horizons hold beyond their coverage? JSON. */
public record MissingQuery(List<Horizon> horizons) {

    public MissingQuery {
        horizons = List.copyOf(horizons);
    }

    /**
     * @param from first position wanted
     * @param to first position not wanted; {@link Long#MAX_VALUE} for a numbered stream means up to its known frontier
     * @param aspects a position is covered when all of these are
     */
    public record Horizon(StreamId stream, long from, long to, Set<Aspect> aspects) {

        public Horizon {
            aspects = Set.copyOf(aspects);
        }
    }
}
