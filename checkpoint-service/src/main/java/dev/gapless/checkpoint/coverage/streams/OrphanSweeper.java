package dev.gapless.checkpoint.coverage.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what forks left behind. Each inferred delete takes the ordinary way of a captured record, so that it is
 * decided and published like any other change. It is sent again only when the row is still there after a while; an
 * inferred delete too many is a duplicate to the ledger. Used by one thread.
 */
final class OrphanSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweeper.class);
    private static final int BATCH = 500;

    private final OrphanStore orphans;
    private final TombstonePublisher inferredDeletes;
    private final Clock clock;
    private final StreamsProperties properties;
    private final Map<OrphanedRow, Instant> onTheirWay = new HashMap<>();
    private Instant nextSettling = Instant.MIN;

    OrphanSweeper(OrphanStore orphans, TombstonePublisher inferredDeletes, Clock clock, StreamsProperties properties) {
        this.orphans = orphans;
        this.inferredDeletes = inferredDeletes;
        this.clock = clock;
        this.properties = properties;
    }

    void sweep() {
        if (!orphans.possible()) {
            onTheirWay.clear();
            return;
        }
        Instant now = clock.instant();
        onTheirWay.values().removeIf(sent -> sent.plus(properties.resendAfter()).isBefore(now));
        @Nullable OrphanedRow last = null;
        List<OrphanedRow> batch;
        do {
            batch = orphans.after(last, BATCH);
            publish(batch, now);
            last = batch.isEmpty() ? null : batch.getLast();
        } while (batch.size() == BATCH);
        settle(now);
    }

    private void publish(List<OrphanedRow> batch, Instant now) {
        List<OrphanedRow> due =
                batch.stream().filter(orphan -> !onTheirWay.containsKey(orphan)).toList();
        if (!due.isEmpty()) {
            inferredDeletes.send(due, now);
            due.forEach(orphan -> onTheirWay.put(orphan, now));
            LOG.info("orphans-deleted items={} first={}", due.size(), due.getFirst().stream());
        }
    }

    private void settle(Instant now) {
        if (now.isAfter(nextSettling)) {
            nextSettling = now.plus(Duration.ofMinutes(1));
            int settled = orphans.settle(properties.forksUnsettledFor());
            if (settled > 0) {
                LOG.info("forks-settled forks={}", settled);
            }
        }
    }
}
