package dev.gapless.chaos;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The processors are stopped, and what is captured meanwhile is deleted unread, as if its time in Kafka were over. They
 * come back once the ledger has noticed.
 */
final class ProcessorAway implements SuiteFault {

    private static final int ALARM_SECONDS = 5;
    private static final int AWAY_SECONDS = 15;
    private static final int PATIENCE_SECONDS = 20;

    private static final String DECIDED = """
            select decided
              from checkpoint.intake_floor
             where topic = ?
               and partition = ?
             order by noted_at desc
             limit 1
            """;

    private static final String HOLES =
            "select coalesce(sum(to_offset - from_offset), 0) from checkpoint.intake_hole where to_offset < 1e15";

    /** Versions that the ledger has by way of a record between two offsets. */
    private static final String BY_WAY_OF = """
            select count(*)
              from checkpoint.item_chain c
              join checkpoint.intake_floor f on f.topic_id = c.topic_id and f.partition = c.log_partition
             where f.topic = ?
               and f.partition = ?
               and c.log_offset >= ?
               and c.log_offset < ?
            """;

    private static final String GAPS = """
            select count(distinct g.id)
              from scheduler.gap g
              join checkpoint.coverage_retraction c using (source, account, stream)
             where c.cause = 'captured-records-lost'
               and int8range(g.range_from, g.range_to) && c.retracted
               and g.closed_at > c.recorded_at
               and g.state = 'FILLED'
            """;

    private record Span(TopicPartition partition, long from, long to) {}

    private final ServicePages pages = new ServicePages();
    private final Map<TopicPartition, Span> deleted = new HashMap<>();
    private long published;
    private long awaySince;
    private long awaySeconds;
    private long oldestSeconds;
    private long claimedStreams;
    private long holes;
    private long decidedAllTheSame;
    private long filledGaps;
    private long mined;

    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.with(List.of(
                "gapless.checkpoint.coverage.claimed-alarm-after=%ds".formatted(ALARM_SECONDS),
                "gapless.checkpoint.floors.watch-interval=1s"));
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        // a batch that is decided and not published when its records go would never be published. The service never
        // deletes such records, so this run does not either
        suite.stop(SuiteService.CAPTURE);
        suite.stop(SuiteService.MINER);
        awaitRest(suite);
        published = (long) pages.sum(suite, SuiteService.PROCESSOR, "gapless_changes_published_total");
        suite.stop(SuiteService.PROCESSOR);
        awaySince = System.nanoTime();
        suite.start(SuiteService.MINER);
        suite.start(SuiteService.CAPTURE);
    }

    private static void awaitRest(GaplessSuite suite) throws IOException, InterruptedException {
        try (KafkaState kafka = KafkaState.of(suite)) {
            boolean rests = false;
            for (int waited = 0; waited < PATIENCE_SECONDS && !rests; waited++) {
                Thread.sleep(1_000);
                Map<TopicPartition, Long> done = kafka.committed(TopicNames.PROCESSOR_GROUP);
                rests = kafka.ends(TopicNames.CAPTURED).entrySet().stream()
                        .allMatch(end -> end.getValue() <= done.getOrDefault(end.getKey(), 0L));
            }
        }
    }

    @Override
    public void endure(GaplessSuite suite) throws IOException, InterruptedException {
        long age = (long) pages.sum(suite, SuiteService.CHECKPOINT, "gapless_coverage_claimed_age_seconds");
        if (age >= oldestSeconds) {
            oldestSeconds = age;
            claimedStreams = (long) pages.sum(suite, SuiteService.CHECKPOINT, "gapless_coverage_claimed_streams");
        }
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        for (int waited = 0; waited < PATIENCE_SECONDS && oldestSeconds < AWAY_SECONDS; waited++) {
            Thread.sleep(1_000);
            endure(suite);
        }
        deleteUnread(suite);
        mined = (long) pages.sum(suite, SuiteService.MINER, "gapless_mined_items_total");
        for (int waited = 0; waited < PATIENCE_SECONDS && holes < deletedRecords(); waited++) {
            Thread.sleep(1_000);
            holes = DatabaseTables.number(suite, HOLES);
        }
        awaySeconds = (System.nanoTime() - awaySince) / 1_000_000_000;
        suite.start(SuiteService.PROCESSOR);
    }

    private void deleteUnread(GaplessSuite suite) throws IOException, InterruptedException {
        try (KafkaState kafka = KafkaState.of(suite)) {
            Map<TopicPartition, Long> ends = kafka.ends(TopicNames.CAPTURED);
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                TopicPartition partition = end.getKey();
                long decided = DatabaseTables.number(suite, DECIDED, partition.topic(), partition.partition());
                deleted.put(partition, new Span(partition, decided, end.getValue()));
            }
            kafka.deleteRecords(ends);
        }
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        for (Span span : deleted.values()) {
            decidedAllTheSame += DatabaseTables.number(
                    suite, BY_WAY_OF, span.partition().topic(), span.partition().partition(), span.from(), span.to());
        }
        filledGaps = DatabaseTables.number(suite, GAPS);
        mined = (long) pages.sum(suite, SuiteService.MINER, "gapless_mined_items_total") - mined;
    }

    @Override
    public long foreseenUnaccounted() {
        return deletedRecords();
    }

    private long deletedRecords() {
        return deleted.values().stream()
                .mapToLong(span -> span.to() - span.from())
                .sum();
    }

    private long deletedLive() {
        return deleted.values().stream()
                .filter(span -> span.partition().topic().equals(TopicNames.CAPTURED_LIVE))
                .mapToLong(span -> span.to() - span.from())
                .sum();
    }

    @Override
    public String injected() {
        return "the processors were stopped for %d s, and %,d captured records, %,d of them live, were deleted unread. Compressed: days of retention to that, the alarm from 60 to %d s"
                .formatted(awaySeconds, deletedRecords(), deletedLive(), ALARM_SECONDS);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                FaultProof.counted("they had published %,d changes before", published),
                FaultProof.counted("%,d live records were deleted unread", deletedLive()),
                new FaultProof(
                        "while they were away %,d streams were claimed and not held, the oldest for %d s (alarm after %d s)"
                                .formatted(claimedStreams, oldestSeconds, ALARM_SECONDS),
                        claimedStreams > 0 && oldestSeconds > ALARM_SECONDS),
                new FaultProof(
                        "without a processor the ledger noticed %,d lost records".formatted(holes),
                        holes > 0 && holes == deletedRecords()),
                new FaultProof(
                        "%,d versions came to the ledger by way of a deleted record".formatted(decidedAllTheSame),
                        decidedAllTheSame == 0),
                FaultProof.counted("%,d gaps where coverage was cut, all filled", filledGaps),
                FaultProof.counted("%,d items were mined over HTTP since", mined));
    }
}
