package dev.gapless.miner.slice;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;

/** The positions that a source with a retention still lists. */
public final class RetentionBound {

    private RetentionBound() {}

    /** The first position that is surely listed still; {@link Long#MIN_VALUE} where the source keeps everything. */
    public static long since(StreamSpec stream, Instant now) {
        Duration retention = stream.retention();
        return retention == null || stream.domain() != PositionDomain.TIME
                ? Long.MIN_VALUE
                : MicrosecondTime.of(now.minus(retention).plus(stream.settle()));
    }
}
