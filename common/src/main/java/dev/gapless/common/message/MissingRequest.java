package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/coverage:missing}: what do these horizons hold beyond their coverage? JSON. */
public record MissingRequest(List<Horizon> horizons) {

    public MissingRequest {
        horizons = List.copyOf(horizons);
    }

    /**
     * @param from first position wanted
     * @param to first position not wanted; {@link Long#MAX_VALUE} for a numbered stream means up to its known frontier
     * @param aspects a position is covered when all of these are
     * @param least weaker evidence does not count; null for any
     */
    public record Horizon(
            StreamId stream,
            long from,
            long to,
            Set<Aspect> aspects,
            @Nullable Evidence least) {

        /** What is missing by any evidence. */
        public Horizon(StreamId stream, long from, long to, Set<Aspect> aspects) {
            this(stream, from, to, aspects, null);
        }

        @JsonCreator
        public Horizon {
            aspects = Set.copyOf(aspects);
        }
    }
}
