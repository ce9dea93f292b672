package dev.gapless.checkpoint.progress;

import java.util.List;

/** Where batches of marks are kept. */
@FunctionalInterface
interface ProgressSink {

    /** All or none; a batch that is kept again changes nothing. When this throws, it may or may not be kept. */
    void keep(List<ProgressMark> batch);
}
