package dev.gapless.scheduler.accounts;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.accounts.AssignmentLedger.Untold;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Tells the captures of every account whose row is newer than what they were told. The row is marked after Kafka has
 * the record: a crash in between tells them twice, and never not at all.
 *
 * <p>One scheduler at a time, so that an older assignment cannot overtake a newer one.
 */
final class AssignmentPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentPublisher.class);
    private static final int BATCH = 500;
    private static final int SECONDS = 25;

    private final AssignmentLedger ledger;
    private final SourceCatalog sources;
    private final KafkaOperations<String, byte[]> kafka;
    private final ClusterLock turns;

    AssignmentPublisher(
            AssignmentLedger ledger, SourceCatalog sources, KafkaOperations<String, byte[]> kafka, ClusterLock turns) {
        this.ledger = ledger;
        this.sources = sources;
        this.kafka = kafka;
        this.turns = turns;
    }

    /** Comes back when everything due is told. */
    void publish() {
        Integer told;
        do {
            told = turns.runExclusively(LockName.ASSIGN, this::publishBatch);
        } while (told != null && told == BATCH);
    }

    private int publishBatch() {
        Map<String, Source> known = sources.all();
        List<Untold> untold = ledger.untold(known.keySet(), BATCH);
        if (untold.isEmpty()) {
            return 0;
        }
        List<CompletableFuture<?>> sends = untold.stream()
                .<CompletableFuture<?>>map(next -> kafka.send(
                        TopicNames.CAPTURE_ASSIGNMENTS,
                        key(next.account()),
                        value(next, known.get(next.account().source()))))
                .toList();
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
        ledger.told(untold);
        LOG.info("assignments-published count={}", untold.size());
        return untold.size();
    }

    static String key(FollowedAccount account) {
        return account.source() + "/" + account.account();
    }

    private static byte @Nullable [] value(Untold untold, @Nullable Source source) {
        List<String> live = liveStreams(untold.account(), untold.open(), source);
        FollowedAccount account = untold.account();
        return live.isEmpty()
                ? null
                : new CaptureAssignment(
                                account.source(), account.account(), live, untold.revision(), account.revision())
                        .toBytes();
    }

    /**
     * Empty, which ends the capture, when the account is left or has nothing that the live path carries. A flag that
     * closes the live door to it does the same.
     */
    static List<String> liveStreams(FollowedAccount account, boolean open, @Nullable Source source) {
        if (account.deletedAt() != null || !open || source == null) {
            return List.of();
        }
        return source.spec().streams().values().stream()
                .filter(StreamSpec::live)
                .map(StreamSpec::name)
                .filter(account::follows)
                .sorted()
                .toList();
    }
}
