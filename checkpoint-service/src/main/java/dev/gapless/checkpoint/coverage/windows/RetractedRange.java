package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of coverage that is taken back.
 *
 * @param retractedAt nothing that was told of a live window up to then may bring the range back; by its sender's clock
 */
public record RetractedRange(StreamId stream, Range range, Whose whose, String cause, Instant retractedAt) {

    /** Whose claims are void. */
    public sealed interface Whose {

        /** Of all live windows that are known, and of those that were merged. */
        record AllLive() implements Whose {}

        /** Of all windows of both paths: the source gives the positions out again. */
        record AllPaths() implements Whose {}

        /** Of one window; and of all merged ones, because it is unknown which of them it went into. */
        record OneWindow(String id) implements Whose {}

        /** Of exactly these rows' windows, and of no other. */
        record TheseWindows(List<String> ids) implements Whose {

            public TheseWindows {
                ids = List.copyOf(ids);
            }
        }
    }

    static RetractedRange of(CoverageRetraction retraction) {
        String window = retraction.windowId();
        return new RetractedRange(
                retraction.stream(),
                retraction.range(),
                whose(window, retraction.cause()),
                retraction.cause(),
                retraction.at());
    }

    private static Whose whose(@Nullable String window, String cause) {
        if (window != null) {
            return new Whose.OneWindow(window);
        }
        return cause.equals(CoverageRetraction.CLOCK_SET_BACK) ? new Whose.AllPaths() : new Whose.AllLive();
    }

    List<String> windows() {
        return switch (whose) {
            case Whose.AllLive(), Whose.AllPaths() -> List.of();
            case Whose.OneWindow(String id) -> List.of(id);
            case Whose.TheseWindows(List<String> ids) -> ids;
        };
    }
}
