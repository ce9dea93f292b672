package dev.gapless.chaos;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The database comes back as it was before; Kafka goes on. Either as a failover to a standby that trailed would bring
 * it, and no service is stopped. Or as an operator restores a backup: it was taken while all worked, then all services
 * are stopped, and the database's files are deleted.
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
    private final @Nullable OnlineBackup backup;
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
    private long decidedMeanwhile;

    private OlderDatabase(PostgresProcess postgres, Path directory, @Nullable OnlineBackup backup) {
        this.postgres = postgres;
        this.copy = directory.resolve("older-database");
        this.backup = backup;
    }

    /** A standby that trailed by some seconds takes over. */
    static OlderDatabase ofStandby(PostgresProcess postgres, Path directory) {
        return new OlderDatabase(postgres, directory, null);
    }

    /** A backup of a minute before is restored. */
    static OlderDatabase ofBackup(PostgresProcess postgres, Path servers, Path directory) {
        return new OlderDatabase(postgres, directory, new OnlineBackup(servers, postgres));
    }

    @Override
    public double healsAt() {
        return backup == null ? 0.6 : 0.65;
    }

    /** Three minutes, so that a minute lies between backup and restore. */
    @Override
    public int stretch() {
        return backup == null ? 1 : 3;
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        timelineBefore = DatabaseTables.number(suite, TIMELINE);
        if (backup == null) {
            postgres.kill();
            postgres.copyTo(copy);
            copiedAt = System.nanoTime();
            postgres.startAgain();
            versionsInCopy = DatabaseTables.number(suite, VERSIONS);
        } else {
            long before = DatabaseTables.number(suite, VERSIONS);
            backup.take(suite.servers().jdbcUrl(), copy);
            copiedAt = System.nanoTime();
            versionsInCopy = DatabaseTables.number(suite, VERSIONS);
            decidedMeanwhile = versionsInCopy - before;
        }
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        long versions = versionsInCopy;
        for (int waited = 0; waited < PATIENCE_SECONDS && versions < versionsInCopy + WORK; waited++) {
            Thread.sleep(1_000);
            versions = DatabaseTables.number(suite, VERSIONS);
        }
        if (backup != null) {
            suite.running().reversed().forEach(suite::stop);
        }
        try (KafkaState kafka = KafkaState.of(suite)) {
            changesBefore = kafka.records(TopicNames.CHANGES).size();
            committed.putAll(kafka.committed(TopicNames.PROCESSOR_GROUP));
            postgres.kill();
            seconds = (System.nanoTime() - copiedAt) / 1_000_000_000;
            postgres.restore(copy);
            postgres.startAgain();
        }
        // in this order, and each in one statement: services that run decide again within the second
        toDecideAgain = DatabaseTables.number(suite, behind());
        versionsLost = versions - DatabaseTables.number(suite, VERSIONS);
        if (backup != null) {
            for (SuiteService service : SuiteService.values()) {
                suite.start(service);
            }
        }
    }

    /** What was published and is not decided, in one statement. */
    private String behind() {
        String published = committed.entrySet().stream()
                .map(each -> "('%s', %d, %d::bigint)"
                        .formatted(each.getKey().topic(), each.getKey().partition(), each.getValue()))
                .collect(Collectors.joining(", "));
        return """
                select sum(greatest(0, p.published - (select coalesce(sum(f.decided), 0)
                                                        from checkpoint.intake_floor f
                                                       where f.topic = p.topic
                                                         and f.partition = p.number)))
                  from (values %s) p (topic, number, published)
                """.formatted(published);
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
        return backup == null
                ? "the database was put back to where it was %d s before; all services ran on".formatted(seconds)
                : "all services were stopped, the database was deleted, and its backup of %d s before restored"
                        .formatted(seconds);
    }

    @Override
    public List<FaultProof> proofs() {
        List<FaultProof> proofs = new ArrayList<>(common());
        if (backup != null) {
            proofs.add(FaultProof.counted("%,d versions were decided while it was copied", decidedMeanwhile));
        }
        return proofs;
    }

    private List<FaultProof> common() {
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
