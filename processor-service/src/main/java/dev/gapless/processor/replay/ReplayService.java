package dev.gapless.processor.replay;

import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.capturedlog.RecordSelection;
import dev.gapless.processor.normalise.RecordNormaliser;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what is held with what its records say now, one period at a time: each holds its items in memory. */
final class ReplayService {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayService.class);

    private final RawLog log;
    private final RecordNormaliser normaliser;
    private final HeldItemClient held;
    private final int mostItems;
    private final Semaphore one = new Semaphore(1);

    ReplayService(RawLog log, RecordNormaliser normaliser, HeldItemClient held, int mostItems) {
        this.log = log;
        this.normaliser = normaliser;
        this.held = held;
        this.mostItems = mostItems;
    }

    /** Empty while another one runs in this process. */
    Optional<ReplaySummary> compareUnlessBusy(RecordSelection selection) throws InterruptedException {
        if (!one.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(selection));
        } finally {
            one.release();
        }
    }

    /** Waits for another one that runs in this process. */
    ReplaySummary compare(RecordSelection selection) throws InterruptedException {
        one.acquire();
        try {
            return read(selection);
        } finally {
            one.release();
        }
    }

    private ReplaySummary read(RecordSelection selection) throws InterruptedException {
        ReplayAccumulator rereading = new ReplayAccumulator(normaliser, held, mostItems);
        log.read(selection, rereading);
        ReplaySummary summary =
                new ReplaySummary(rereading.records(), rereading.items(), rereading.differences(), rereading.refused());
        LOG.info(
                "replay-compared source={} records={} items={} differences={}",
                selection.source(),
                summary.records(),
                summary.items(),
                summary.differences().size());
        return summary;
    }
}
