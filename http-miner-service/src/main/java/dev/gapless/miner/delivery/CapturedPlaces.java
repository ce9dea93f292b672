package dev.gapless.miner.delivery;

import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.RecordSpan;
import java.util.List;

/** The captured records that the coverage of one task stands on. Used by one thread. */
public final class CapturedPlaces {

    private OffsetVector captured;

    /** @param earlier what former slices of the task delivered */
    public CapturedPlaces(List<RecordSpan> earlier) {
        this.captured = OffsetVector.EMPTY.with(earlier);
    }

    void add(RecordPlace place) {
        captured = captured.with(place);
    }

    /** One span a partition. */
    public List<RecordSpan> spans() {
        return captured.spans();
    }
}
