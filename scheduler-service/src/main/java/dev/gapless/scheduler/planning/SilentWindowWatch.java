package dev.gapless.scheduler.planning;

import dev.gapless.common.message.SilentWindowsQuery;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has the streams planned of which the checkpoint service says that their live windows are silent. Used by one thread.
 */
final class SilentWindowWatch {

    private static final int MAX = 5_000;

    /** A window that is silent in one way only, and believed all the same, is not looked at more often than this. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final CoverageClient coverage;
    private final PlanQueue queue;
    private final SourceCatalog sources;
    private final ShardOwnership ownership;
    private final DatabaseClock clock;
    private final Duration liveFresh;
    private @Nullable StreamId after;

    SilentWindowWatch(
            CoverageClient coverage,
            PlanQueue queue,
            SourceCatalog sources,
            ShardOwnership ownership,
            DatabaseClock clock,
            Duration liveFresh) {
        this.coverage = coverage;
        this.queue = queue;
        this.sources = sources;
        this.ownership = ownership;
        this.clock = clock;
        this.liveFresh = liveFresh;
    }

    /** One scheduler asks for all. */
    void look() {
        if (!ownership.hadLately(CoverageChangeWatch.HEARING)) {
            return;
        }
        Map<String, Long> ends = new HashMap<>();
        sources.all().forEach((name, source) -> ends.put(name, tolerated(source).toMillis()));
        List<StreamId> silent;
        do {
            silent = coverage.silent(new SilentWindowsQuery(liveFresh.toMillis(), ends, after, MAX))
                    .streams();
            queue.silent(silent, REST, clock.instant());
            after = silent.size() == MAX ? silent.getLast() : null;
        } while (after != null);
    }

    /** The least of what the planner tolerates of the source's streams. */
    private Duration tolerated(Source source) {
        SourceSpec spec = source.spec();
        Duration settle = spec.streams().values().stream()
                .map(stream -> stream.settle())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
        return settle.plus(spec.socket().silenceLimit()).plus(liveFresh);
    }
}
