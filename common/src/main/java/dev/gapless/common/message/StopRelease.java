package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a stop that a gradual recovery has released.
 *
 * @param processing true: processors work again
 * @param mining true: all mining
 * @param miningStreams names of the streams whose mining is released, of all accounts
 * @param capture true: all capture
 * @param captureThrough capture of the accounts up to and with this {@code source/account}, in the order of their
 *     characters; null for none
 */
public record StopRelease(
        boolean processing,
        boolean mining,
        List<String> miningStreams,
        boolean capture,
        @Nullable String captureThrough) {

    /** Nothing is released. */
    public static final StopRelease NONE = new StopRelease(false, false, List.of(), false, null);

    public StopRelease {
        miningStreams = List.copyOf(miningStreams);
    }

    public boolean releasesMining(StreamId stream) {
        return mining || miningStreams.contains(stream.stream());
    }

    public boolean releasesCapture(StreamId stream) {
        return capture
                || (captureThrough != null
                        && (stream.source() + "/" + stream.account()).compareTo(captureThrough) <= 0);
    }
}
