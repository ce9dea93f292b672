package dev.gapless.processor.replay;

import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.capturedlog.RecordSelection;
import dev.gapless.processor.normalise.RecordNormaliser;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs replays, one at a time: each holds the items of its range in memory. */
final class ReplayService {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayService.class);

    private final RawLog log;
    private final RecordNormaliser normaliser;
    private final HeldItemClient held;
    private final ReplayPublisher applying;
    private final Supplier<UUID> ids;
    private final int mostItems;
    private final MeterRegistry meters;
    private final Semaphore one = new Semaphore(1);

    ReplayService(
            RawLog log,
            RecordNormaliser normaliser,
            HeldItemClient held,
            ReplayPublisher applying,
            Supplier<UUID> ids,
            int mostItems,
            MeterRegistry meters) {
        this.log = log;
        this.normaliser = normaliser;
        this.held = held;
        this.applying = applying;
        this.ids = ids;
        this.mostItems = mostItems;
        this.meters = meters;
    }

    /**
     * @param apply true to have the differences applied; what is applied is what is answered
     * @return empty while another one runs
     */
    Optional<ReplaySummary> run(RecordSelection selection, boolean apply) throws InterruptedException {
        if (!one.tryAcquire()) {
            return Optional.empty();
        }
        try {
            String sighting = "replay " + ids.get();
            ReplayAccumulator rereading = new ReplayAccumulator(normaliser, held, mostItems);
            log.read(selection, rereading);
            List<ReplayDifference> differences = rereading.differences();
            if (apply) {
                applying.send(differences, sighting);
                meters.counter("gapless.replay.applied", "source", selection.source())
                        .increment(differences.size());
            }
            LOG.info(
                    "replayed source={} records={} items={} differences={} applied={}",
                    selection.source(),
                    rereading.records(),
                    rereading.items(),
                    differences.size(),
                    apply);
            return Optional.of(new ReplaySummary(
                    sighting, rereading.records(), rereading.items(), differences, rereading.refused(), apply));
        } finally {
            one.release();
        }
    }
}
