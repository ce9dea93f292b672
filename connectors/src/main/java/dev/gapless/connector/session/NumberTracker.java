package dev.gapless.connector.session;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.LiveEffect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one connection claims of a numbered stream, by the numbers that it brings. */
interface NumberTracker {

    /** Before the item with that number is published. */
    List<LiveEffect> before(long number);

    /** Behind it. */
    List<LiveEffect> after(long number);

    /** Something came that cannot be read. It may have been an item of the stream. */
    List<LiveEffect> unreadable();

    /**
     * The source says that it left out these numbers.
     *
     * @param range null when it does not say which: then all that this connection claimed is in doubt
     */
    List<LiveEffect> leftOut(@Nullable Range range);
}
