package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@link MissingRequest}, one entry a horizon, in its order. What is claimed is not missing. JSON. */
public record MissingResponse(List<Entry> entries) {

    public MissingResponse {
        entries = List.copyOf(entries);
    }

    /**
     * @param missing ascending, apart
     * @param liveTo the furthest end of an open live window of the stream; null when none is open
     * @param liveReportedAt when that window was last reported, by the ledger's clock; null when none is open
     * @param liveAge seconds since then, by the ledger's clock; null when none is open
     * @param frontier numbered streams: the first position the source is not known to have; null when unknown
     * @param generation the stream's fork generation
     * @param latenessMicros how late items of the stream arrive at most, as measured; null when not measured yet
     * @param undecided claimed by a window, and not held by that window yet; ascending, apart
     */
    public record Entry(
            StreamId stream,
            List<Range> missing,
            @Nullable Long liveTo,
            @Nullable Instant liveReportedAt,
            @Nullable Double liveAge,
            @Nullable Long frontier,
            long generation,
            @Nullable Long latenessMicros,
            List<Range> undecided) {

        /** An answer without a measured lateness. */
        public Entry(
                StreamId stream,
                List<Range> missing,
                @Nullable Long liveTo,
                @Nullable Instant liveReportedAt,
                @Nullable Double liveAge,
                @Nullable Long frontier,
                long generation) {
            this(stream, missing, liveTo, liveReportedAt, liveAge, frontier, generation, null, List.of());
        }

        /** An answer while everything that is claimed is held. */
        public Entry(
                StreamId stream,
                List<Range> missing,
                @Nullable Long liveTo,
                @Nullable Instant liveReportedAt,
                @Nullable Double liveAge,
                @Nullable Long frontier,
                long generation,
                @Nullable Long latenessMicros) {
            this(stream, missing, liveTo, liveReportedAt, liveAge, frontier, generation, latenessMicros, List.of());
        }

        @JsonCreator
        public Entry {
            missing = List.copyOf(missing);
            undecided = List.copyOf(undecided);
        }
    }
}
