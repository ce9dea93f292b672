package dev.gapless.scheduler.accounts;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.accounts.AssignmentLedger.Told;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Compares the assignments on the topic with the table, which alone is right. An assignment that is missing or
 * different on the topic is published again. One that belongs to no account of the table is ended. So a topic that was
 * lost, cut short or made anew fills up again by itself.
 */
final class AssignmentComparison {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentComparison.class);
    private static final int SECONDS = 25;

    private final AssignmentLedger ledger;
    private final AssignmentTopic topic;
    private final SourceCatalog sources;
    private final KafkaOperations<String, byte[]> kafka;

    AssignmentComparison(
            AssignmentLedger ledger,
            AssignmentTopic topic,
            SourceCatalog sources,
            KafkaOperations<String, byte[]> kafka) {
        this.ledger = ledger;
        this.topic = topic;
        this.sources = sources;
        this.kafka = kafka;
    }

    /** The table is read first: what it says was told is on the topic before the topic is read. */
    void round() {
        Map<String, Source> known = sources.all();
        List<Told> told = ledger.told();
        Map<String, CaptureAssignment> standing = topic.read();
        Map<String, CaptureAssignment> unclaimed = new HashMap<>(standing);
        int again = 0;
        for (Told account : told) {
            String key = AssignmentPublisher.key(account.account());
            unclaimed.remove(key);
            if (differs(account, standing.get(key), known)) {
                ledger.untell(account);
                again++;
            }
        }
        if (again > 0) {
            LOG.warn("assignments-missing count={} effect=\"published again\"", again);
        }
        endUnknown(unclaimed);
    }

    private static boolean differs(Told told, @Nullable CaptureAssignment standing, Map<String, Source> known) {
        FollowedAccount account = told.account();
        Source source = known.get(account.source());
        if (source == null && account.deletedAt() == null) {
            // its manifest cannot be read at the moment
            return false;
        }
        boolean captured =
                !AssignmentPublisher.liveStreams(account, told.open(), source).isEmpty();
        return captured ? standing == null || standing.revision() != told.revision() : standing != null;
    }

    private void endUnknown(Map<String, CaptureAssignment> unclaimed) {
        CompletableFuture<?>[] sends = unclaimed.values().stream()
                .filter(assignment -> !ledger.knows(assignment.source(), assignment.account()))
                .map(assignment -> {
                    LOG.warn("assignment-of-unknown-account account={} effect=ended", assignment.key());
                    return kafka.send(TopicNames.CAPTURE_ASSIGNMENTS, assignment.key(), null);
                })
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(sends).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
