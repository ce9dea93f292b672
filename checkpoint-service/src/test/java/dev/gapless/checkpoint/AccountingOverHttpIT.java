package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whether every captured record is accounted for, from the notes beside the processors' offsets. */
class AccountingOverHttpIT extends WithService {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void the_books_hold_and_show_what_is_missing() throws Exception {
        IntakeCounts fine = counts(IntakeCounts.from(5), Decision.NEW, Decision.STALE, Decision.DUPLICATE);
        IntakeCounts unread = counts(IntakeCounts.from(0), Decision.NEW);
        IntakeCounts lost = counts(IntakeCounts.from(0), Decision.NEW).plusReceived(1);
        TopicPartition live = new TopicPartition(TopicNames.CAPTURED_LIVE, 0);
        TopicPartition backfill = new TopicPartition(TopicNames.CAPTURED_BACKFILL, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", service().kafka()))) {
            try {
                commit(admin, live, new OffsetAndMetadata(8, "in-doubt-until:9 " + fine.toNote()));
                assertThat(books().path("holds").asBoolean()).isTrue();
                assertThat(books().path("received").asLong()).isEqualTo(3);
                // no number before the first round of the gauges
                await().atMost(TIMEOUT).until(() -> gauge() == 0);

                IntakeCounts waiting = fine.plusReceived(1).plusParked(1);
                commit(admin, live, new OffsetAndMetadata(9, waiting.toNote() + " parked:shop@8"));
                assertThat(books().path("holds").asBoolean()).isTrue();
                assertThat(books().path("parked").asLong()).isEqualTo(1);

                commit(admin, live, new OffsetAndMetadata(9, unread.toNote()));
                commit(admin, backfill, new OffsetAndMetadata(2, lost.toNote()));
                assertThat(books().path("holds").asBoolean()).isFalse();
                assertThat(books().path("difference").asLong()).isEqualTo(9);
                await().atMost(TIMEOUT).until(() -> gauge() == 9);
                assertThat(json(service().get("/v1/accounting?ledger=true").body())
                                .path("partitions")
                                .path(0)
                                .path("versionsMissing")
                                .asLong())
                        .isEqualTo(1);
            } finally {
                // other tests of the same Kafka would take what is committed here for published
                admin.deleteConsumerGroups(List.of("gapless-processors")).all().get();
            }
        }
    }

    private static IntakeCounts counts(IntakeCounts from, Decision... decisions) {
        IntakeCounts counts = from;
        for (Decision decision : decisions) {
            counts = counts.plusReceived(1).plus(decision, 1);
        }
        return counts;
    }

    private static void commit(Admin admin, TopicPartition partition, OffsetAndMetadata next) throws Exception {
        admin.alterConsumerGroupOffsets("gapless-processors", Map.of(partition, next))
                .all()
                .get();
    }

    private JsonNode books() throws IOException, InterruptedException {
        return json(service().get("/v1/accounting").body());
    }

    private double gauge() throws IOException, InterruptedException {
        return service()
                .get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("gapless_accounting_difference"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }
}
