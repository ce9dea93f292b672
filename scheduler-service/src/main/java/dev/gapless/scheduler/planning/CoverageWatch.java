package dev.gapless.scheduler.planning;

import dev.gapless.common.message.CoverageChangesAnswer.Change;
import dev.gapless.common.message.CoverageChangesQuery;
import dev.gapless.common.message.SilentWindowsQuery;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the streams planned of which the checkpoint service says that their coverage changed, or that their live windows
 * are silent. A change is named as done after it is written down here, so one that is heard before a crash is heard
 * again. Used by one thread.
 */
final class CoverageWatch {

    private static final int MAX = 5_000;

    /** Whose shard this is hears. Streams are only marked as due, so two that hear at once do no harm. */
    private static final int HEARING = 0;

    /** A window that is silent in one way only, and believed all the same, is not looked at more often than this. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final CoverageClient coverage;
    private final PlanQueue queue;
    private final SourceCatalog sources;
    private final ShardOwnership ownership;
    private final DatabaseClock clock;
    private final Duration liveFresh;
    private final Duration silence;
    private List<Long> done = List.of();
    private @Nullable StreamId after;
    private @Nullable Instant silenceDue;

    CoverageWatch(
            CoverageClient coverage,
            PlanQueue queue,
            SourceCatalog sources,
            ShardOwnership ownership,
            DatabaseClock clock,
            Duration liveFresh,
            Duration silence) {
        this.coverage = coverage;
        this.queue = queue;
        this.sources = sources;
        this.ownership = ownership;
        this.clock = clock;
        this.liveFresh = liveFresh;
        this.silence = silence;
    }

    /** One scheduler hears for all, because each of them would be told the same. */
    void look() {
        if (!ownership.hadLately(HEARING)) {
            return;
        }
        changes();
        Instant now = clock.instant();
        if (silenceDue == null || !now.isBefore(silenceDue)) {
            silenceDue = now.plus(silence);
            silences();
        }
    }

    private void changes() {
        List<Change> changes;
        do {
            changes = coverage.changes(new CoverageChangesQuery(done, MAX)).changes();
            queue.changed(changes.stream().map(Change::stream).collect(Collectors.toSet()), clock.instant());
            done = changes.stream().map(Change::id).toList();
        } while (changes.size() == MAX);
    }

    private void silences() {
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
