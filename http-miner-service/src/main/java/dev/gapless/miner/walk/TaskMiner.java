package dev.gapless.miner.walk;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.connector.Connector;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.UnknownAccountException;
import dev.gapless.connector.catalog.UnknownSourceException;
import dev.gapless.miner.slice.SliceBudget;
import dev.gapless.miner.slice.SliceNotBegunException;
import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.miner.slice.SliceResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on a task for one slice. Shared by all threads. */
public final class TaskMiner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskMiner.class);

    private final ConnectorCatalog catalog;
    private final MiningSliceFactory slices;
    private final MeterRegistry meters;
    private final Clock clock;
    private final SliceProperties properties;

    public TaskMiner(
            ConnectorCatalog catalog,
            MiningSliceFactory slices,
            MeterRegistry meters,
            Clock clock,
            SliceProperties properties) {
        this.catalog = catalog;
        this.slices = slices;
        this.meters = meters;
        this.clock = clock;
        this.properties = properties;
    }

    /**
     * What the slice came to; everything it claims is in Kafka.
     *
     * @throws InterruptedException when the service stops and the slice could not end in time
     */
    public MiningProgress mine(MiningTask task) throws InterruptedException {
        SliceBudget budget = new SliceBudget(properties, task.mode(), clock);
        SliceResult end = end(task, budget);
        meters.counter(
                        "gapless.mining.slices",
                        "source",
                        task.stream().source(),
                        "outcome",
                        end.outcome().name())
                .increment();
        return new MiningProgress(
                new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), task.epoch()),
                end.outcome(),
                end.resume(),
                end.retryAt(),
                end.reason(),
                budget.pages(),
                budget.items(),
                clock.instant(),
                end.keptFrom());
    }

    private SliceResult end(MiningTask task, SliceBudget budget) throws InterruptedException {
        try {
            Connector connector = catalog.connector(task.stream().source());
            StreamSpec stream = connector.spec().streams().get(task.stream().stream());
            if (stream != null && stream.unlisted()) {
                return SliceResult.gone("the source lists nothing: what its socket did not bring is lost", null);
            }
            return stream == null
                    ? SliceResult.refused("the stream is not in the manifest")
                    : slices.of(task, connector, stream, budget).run();
        } catch (SliceNotBegunException e) {
            return e.end();
        } catch (UnknownSourceException e) {
            return SliceResult.refused("the source is unknown");
        } catch (UnknownAccountException e) {
            return SliceResult.refused("the account is not followed");
        } catch (CatalogUnavailableException e) {
            return SliceResult.failed(task.resume(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // ours, not the upstream's: it is named, counted, and costs this one task an attempt
            LOG.error("mining-bug task={} stream={}", task.taskId(), task.stream(), e);
            meters.counter("gapless.internal.errors", "where", "mining").increment();
            // the resume point may be what we stumble over; only a slice that got somewhere vouches for it
            if (budget.pages() == 0) {
                slices.forget(task);
            }
            return SliceResult.failed(
                    budget.pages() == 0 ? null : task.resume(),
                    "internal error: " + e.getClass().getSimpleName());
        }
    }
}
