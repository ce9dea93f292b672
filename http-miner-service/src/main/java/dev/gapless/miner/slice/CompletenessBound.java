package dev.gapless.miner.slice;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.fetch.ClockSkewTracker;
import java.time.Instant;

/**
 * How far a listing was complete when it was asked for, by the source's own clock. The planner knows only ours. Where
 * the source's clock is behind, what is past by ours is still to come there.
 */
public record CompletenessBound(ClockSkewTracker clocks, StreamSpec stream, String source) {

    /**
     * The first position that proves nothing. {@link Long#MAX_VALUE} for numbered streams, of which tasks ask for no
     * number that has not settled.
     */
    public long at(Instant asked) {
        return stream.domain() == PositionDomain.SEQUENCE
                ? Long.MAX_VALUE
                : MicrosecondTime.of(asked.minus(clocks.behind(source)).minus(stream.settle()));
    }
}
