package dev.gapless.common.kafka;

import dev.gapless.common.message.DurablePlace;
import dev.gapless.common.message.RecordPlace;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Knows the last record of this process that cannot be lost any more. Safe for many threads. */
public final class LastDurable {

    private final Clock clock;
    private volatile @Nullable DurablePlace last;

    public LastDurable(Clock clock) {
        this.clock = clock;
    }

    /** The record at this place is durable. */
    public void note(String topic, int partition, long offset) {
        last = new DurablePlace(topic, partition, offset, clock.instant());
    }

    /** Notes a record when it is acknowledged, and then does what is given. */
    public SendCallback noting(String topic, SendCallback done) {
        return (place, failure) -> {
            if (place != null) {
                note(topic, place);
            }
            done.done(place, failure);
        };
    }

    private void note(String topic, RecordPlace place) {
        note(topic, place.partition(), place.offset());
    }

    /** Null before any was. */
    public @Nullable DurablePlace last() {
        return last;
    }
}
