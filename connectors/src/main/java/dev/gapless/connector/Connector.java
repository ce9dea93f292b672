package dev.gapless.connector;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One source, ready to be spoken to. Immutable and shared between threads; what it hands out is not. */
public interface Connector {

    /** What the manifest says of the source. */
    SourceSpec spec();

    /**
     * A walk over the paged API.
     *
     * @param from first position wanted; ignored by modes without a window
     * @param to first position not wanted; ignored by modes without a window
     * @param resume what {@link PageWalk#resume()} said at the end of an earlier slice; null to begin
     */
    PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume);

    /**
     * The call that reads one item alone. {@link #readItem} finds the item in its answer, and a 404 or 410 says that
     * there is none.
     *
     * @return null when the source has no such call
     */
    default @Nullable HttpCall read(StreamId stream, String itemId) {
        return null;
    }

    /** The item in an answer to that call, as a listing shows it; all of the answer where no item is found in it. */
    default byte[] readItem(String stream, byte[] answer) {
        return answer;
    }

    /**
     * What a live connection depends on, for comparison. Two connectors of a source whose live parts are equal send and
     * expect the same messages. So a connection need not begin anew when the manifest changes.
     */
    default Object livePart() {
        return spec().revision();
    }

    /** A session over one live connection of an account, covering all of the source's live streams. */
    LiveSession session(String account);

    /**
     * A live connection of an account, and where it is to be had. It goes on where the account's last connection of
     * this process ended, where the source can.
     */
    default LiveStart start(String account, Instant now) {
        return new LiveStart(spec().socket().urlFor(account), session(account));
    }

    /** What a captured record says, whichever path it came by; the same item gives the same answer through both. */
    ExtractionResult extract(CapturedRecord captured);
}
