package dev.gapless.miner.slice;

import dev.gapless.common.message.RecordSpan;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.miner.delivery.PublishResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handles each page of a walk. Used by one thread. */
public interface PageHandler {

    /**
     * @param asked when the page was asked for
     * @param walkResume where the walk can go on behind this page
     * @return null when the page is done with, and the walk may go on
     */
    @Nullable
    SliceResult take(Page page, Instant asked, String walkResume) throws InterruptedException;

    PublishResult unreadable(Unreadable page, byte[] body) throws InterruptedException;

    /** Where another slice can go on without skipping anything; null at the start. */
    @Nullable
    String resume();

    /**
     * The slice has ended.
     *
     * @param delivered the records that the task has delivered so far, those of former slices included
     * @return what is told of it
     */
    default SliceResult ended(SliceResult end, List<RecordSpan> delivered) {
        return end.standingOn(delivered);
    }
}
