package dev.gapless.chaos;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/**
 * The database comes back as it was some seconds before, as a failover to a standby that trailed would bring it. Kafka
 * goes on, and no service is stopped.
 */
final class OlderDatabase implements SuiteFault {

    private static final String VERSIONS = "select count(*) from checkpoint.item_chain";

    private static final String TIMELINE = "select timeline_id from pg_control_checkpoint()";

    private static final String DECIDED = """
            select coalesce(sum(decided), 0)
              from checkpoint.intake_floor
             where topic = ?
               and partition = ?
            """;

    /** Versions that must come after the copy, so that there is something to lose. */
    private static final long WORK = 300;

    private static final int PATIENCE_SECONDS = 40;

    private final PostgresProcess postgres;
    private final Path copy;
    private final ServicePages pages = new ServicePages();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long copiedAt;
    private long versionsInCopy;
    private long seconds;
    private long timelineBefore;
    private long timelineAfter;
    private long versionsLost;
    private long changesBefore;
    private long toDecideAgain;
    private long behindFloors;
    private long difference;
    private long otherRecords;

    OlderDatabase(PostgresProcess postgres, Path directory) {
        this.postgres = postgres;
        this.copy = directory.resolve("older-database");
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        timelineBefore = DatabaseTables.number(suite, TIMELINE);
        postgres.kill();
        postgres.copyTo(copy);
        copiedAt = System.nanoTime();
        postgres.startAgain();
        versionsInCopy = DatabaseTables.number(suite, VERSIONS);
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        long versions = versionsInCopy;
        for (int waited = 0; waited < PATIENCE_SECONDS && versions < versionsInCopy + WORK; waited++) {
            Thread.sleep(1_000);
            versions = DatabaseTables.number(suite, VERSIONS);
        }
        try (KafkaState kafka = KafkaState.of(suite)) {
            changesBefore = kafka.records(TopicNames.CHANGES).size();
            committed.putAll(kafka.committed(TopicNames.PROCESSOR_GROUP));
            postgres.kill();
            seconds = (System.nanoTime() - copiedAt) / 1_000_000_000;
            postgres.restore(copy);
            postgres.startAgain();
        }
        versionsLost = versions - DatabaseTables.number(suite, VERSIONS);
        for (Map.Entry<TopicPartition, Long> published : committed.entrySet()) {
            toDecideAgain += Math.max(0, published.getValue() - decided(suite, published.getKey()));
        }
    }

    private static long decided(GaplessSuite suite, TopicPartition partition) throws IOException, InterruptedException {
        return DatabaseTables.number(suite, DECIDED, partition.topic(), partition.partition());
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        timelineAfter = DatabaseTables.number(suite, TIMELINE);
        JsonNode books = pages.json(suite, SuiteService.CHECKPOINT, "/v1/accounting?ledger=true");
        difference =
                books.path("difference").asLong() + books.path("lettersMissing").asLong();
        for (JsonNode partition : books.path("partitions")) {
            otherRecords += Math.abs(partition.path("versionsMissing").asLong());
        }
        for (Map.Entry<TopicPartition, Long> published : committed.entrySet()) {
            if (decided(suite, published.getKey()) < published.getValue()) {
                behindFloors++;
            }
        }
    }

    /** Decided again, a version may come by another record than before: by the live one or by a mined one. */
    @Override
    public long foreseenUnaccounted() {
        return otherRecords;
    }

    @Override
    public String injected() {
        return "the database was put back to where it was %d s before; all services ran on".formatted(seconds);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                new FaultProof(
                        "it went on in timeline %d after %d".formatted(timelineAfter, timelineBefore),
                        timelineAfter > timelineBefore),
                FaultProof.counted("%,d versions were lost with it", versionsLost),
                FaultProof.counted("%,d changes had been published, and could have been again", changesBefore),
                FaultProof.counted("%,d published records were to be decided again", toDecideAgain),
                new FaultProof(
                        "%d of %d floors are still below what was published then"
                                .formatted(behindFloors, committed.size()),
                        behindFloors == 0 && !committed.isEmpty()),
                new FaultProof(
                        "of the captured records %d are unaccounted; %,d versions came by another record than before"
                                .formatted(difference, otherRecords),
                        difference == 0 && otherRecords <= 2 * toDecideAgain));
    }
}
