package dev.gapless.checkpoint.streams;

import dev.gapless.common.message.Burial;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.Topics;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Buries what a fork left behind. Which rows that are follows from the tables alone, so a crash between the fork and
 * its burials costs nothing but time; and each burial takes the ordinary way of a captured record, so that it is
 * decided and published like any other change.
 */
class OrphanSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweeper.class);
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private static final String ORPHANS = """
            select i.source, i.account, i.stream, i.item_id, i.position, i.version, max(f.generation) as generation
              from stream_fork f
              join item i using (account, source, stream)
             where f.recorded_at > now() - interval '1 hour'
               and i.position > f.ancestor
               and i.version < f.generation
               and not i.deleted
             group by i.source, i.account, i.stream, i.item_id, i.position, i.version
             limit 1000
            """;

    private record Orphan(StreamId stream, String itemId, Burial burial, long generation) {}

    private final JdbcClient jdbc;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;
    private final Map<String, Instant> sent = new HashMap<>();

    OrphanSweeper(JdbcClient jdbc, Producer<byte[], byte[]> producer, Clock clock) {
        this.jdbc = jdbc;
        this.producer = producer;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT0.5S")
    void sweep() {
        Instant now = clock.instant();
        sent.values().removeIf(instant -> instant.plus(ON_ITS_WAY).isBefore(now));
        try {
            for (Orphan orphan : orphans()) {
                String key = orphan.stream().key() + "/" + orphan.itemId() + "@"
                        + orphan.burial().version();
                if (sent.putIfAbsent(key, now) == null) {
                    bury(orphan, now);
                }
            }
        } catch (DataAccessException e) {
            LOG.warn("orphans-not-read cause={}", e.getClass().getSimpleName());
        }
    }

    private List<Orphan> orphans() {
        return jdbc.sql(ORPHANS)
                .query((row, number) -> new Orphan(
                        new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")),
                        row.getString("item_id"),
                        new Burial(row.getLong("position"), row.getLong("version")),
                        row.getLong("generation")))
                .list();
    }

    /** What does not arrive is found again by the next sweep. */
    private void bury(Orphan orphan, Instant now) {
        CapturedRecord burial = new CapturedRecord(
                orphan.stream(),
                orphan.itemId(),
                CapturedRecord.Shape.BURIED,
                orphan.burial().toBytes(),
                Door.LIVE,
                now,
                "fork:" + orphan.generation(),
                orphan.generation());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.CAPTURED_LIVE, burial.key().getBytes(StandardCharsets.UTF_8), burial.value());
        burial.headers().forEach((name, value) -> record.headers().add(name, value));
        var _ = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "burial-not-sent stream={} cause={}",
                        orphan.stream(),
                        failure.getClass().getSimpleName());
            }
        });
    }
}
