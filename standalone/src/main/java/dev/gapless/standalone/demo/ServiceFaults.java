package dev.gapless.standalone.demo;

import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.json.JsonMapper;

/** Faults of services, of the servers below them, and of what scrapes them. */
final class ServiceFaults {

    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Duration RECORDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(250);

    private ServiceFaults() {}

    record ServiceStop(SuiteService service) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) {
            stage.suite().stop(service);
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.suite().start(service);
        }
    }

    /**
     * The processors are started again with an offset behind records that they have not read. The mend sets the group
     * back to the offset that was remembered, with its counts. The ledger's word on what is published is set back too,
     * as it goes before a lower offset. The mend fails unless the counts go on from there and pass the skipped records.
     */
    record OffsetMove(int records) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.suite().stop(SuiteService.PROCESSOR);
            try (Admin admin = admin(stage)) {
                Map.Entry<TopicPartition, OffsetAndMetadata> moved = unread(admin);
                OffsetAndMetadata before = moved.getValue();
                stage.remember(moved.getKey(), before);
                alter(
                        admin,
                        moved.getKey(),
                        new OffsetAndMetadata(before.offset() + records, before.leaderEpoch(), before.metadata()));
            } catch (ExecutionException e) {
                throw new IOException("the processors' offsets could not be moved", e.getCause());
            } finally {
                stage.suite().start(SuiteService.PROCESSOR);
            }
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            try (Admin admin = admin(stage)) {
                stage.suite().stop(SuiteService.PROCESSOR);
                try {
                    for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
                            stage.remembered().entrySet()) {
                        TopicPartition moved = each.getKey();
                        alter(admin, moved, each.getValue());
                        stage.sql("""
                                update checkpoint.intake_floor
                                   set published = %d
                                 where topic = '%s'
                                   and partition = %d
                                """.formatted(each.getValue().offset(), moved.topic(), moved.partition()));
                    }
                } finally {
                    stage.suite().start(SuiteService.PROCESSOR);
                }
                for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
                        stage.remembered().entrySet()) {
                    awaitRead(admin, each.getKey(), each.getValue());
                }
            } catch (ExecutionException e) {
                throw new IOException("the processors' offsets could not be set back", e.getCause());
            }
        }

        private void awaitRead(Admin admin, TopicPartition partition, OffsetAndMetadata before)
                throws ExecutionException, InterruptedException, IOException {
            Optional<Long> since = IntakeCounts.read(before.metadata()).map(IntakeCounts::since);
            long end = System.nanoTime() + RECORDS_WITHIN.toNanos();
            while (System.nanoTime() < end) {
                OffsetAndMetadata now =
                        Objects.requireNonNull(committed(admin).get(partition), "no offset is committed any more");
                Optional<IntakeCounts> counts = IntakeCounts.read(now.metadata());
                if (now.offset() >= before.offset() + records
                        && counts.map(IntakeCounts::since).equals(since)
                        && counts.map(all -> all.since() + all.received()).equals(Optional.of(now.offset()))) {
                    return;
                }
                Thread.sleep(BETWEEN);
            }
            throw new IOException("%s: the records from %d on were not read within %d s"
                    .formatted(partition, before.offset(), RECORDS_WITHIN.toSeconds()));
        }

        private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin)
                throws ExecutionException, InterruptedException {
            return admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
        }

        /** The offset of a partition of live records behind which there are as many as are to be skipped. */
        private Map.Entry<TopicPartition, OffsetAndMetadata> unread(Admin admin)
                throws ExecutionException, InterruptedException, IOException {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(committed(admin));
            offsets.keySet().removeIf(each -> !each.topic().equals(TopicNames.CAPTURED_LIVE));
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            offsets.keySet().forEach(each -> asked.put(each, OffsetSpec.latest()));
            long end = System.nanoTime() + RECORDS_WITHIN.toNanos();
            while (System.nanoTime() < end) {
                var ends = admin.listOffsets(asked).all().get();
                for (Map.Entry<TopicPartition, OffsetAndMetadata> each : offsets.entrySet()) {
                    if (Objects.requireNonNull(ends.get(each.getKey())).offset()
                            >= each.getValue().offset() + records) {
                        return each;
                    }
                }
                Thread.sleep(BETWEEN);
            }
            throw new IOException("no partition has %d live records that are not read".formatted(records));
        }

        private static void alter(Admin admin, TopicPartition partition, OffsetAndMetadata offset)
                throws ExecutionException, InterruptedException {
            admin.alterConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP, Map.of(partition, offset))
                    .all()
                    .get();
        }
    }

    /** The processors are stopped while a replay that was just asked for waits for one. */
    record ReplayWithoutProcessor() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            Instant now = stage.clock().instant();
            RestApi.at(
                            stage.suite().url(SuiteService.PROCESSOR),
                            stage.suite().home().adminToken())
                    .post(
                            "/v1/replays",
                            "application/json",
                            JsonMapper.shared()
                                    .writeValueAsBytes(Map.of(
                                            "source",
                                            FollowedSandbox.SOURCE,
                                            "from",
                                            now.minus(PERIOD).toString(),
                                            "to",
                                            now.toString(),
                                            "dryRun",
                                            false)));
            stage.suite().stop(SuiteService.PROCESSOR);
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.suite().start(SuiteService.PROCESSOR);
        }
    }

    /** Kafka is stopped while large events arrive. */
    record KafkaStop() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.suite().stopKafka();
            stage.plan("large-items", "*", 60, ",\"count\":40,\"size\":900000");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            stage.suite().startKafka();
        }
    }

    /**
     * The queue of tasks has a partition more than when it was made. Services mend settings of topics themselves, but
     * no number of partitions; the queue is deleted, and they make it again.
     */
    record QueueGrown(int partitions) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            try (Admin admin = admin(stage)) {
                admin.createPartitions(Map.of(TopicNames.MINING_TASKS, NewPartitions.increaseTo(partitions)))
                        .all()
                        .get();
            } catch (ExecutionException e) {
                throw new IOException("the queue's partitions could not be changed", e.getCause());
            }
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            try (Admin admin = admin(stage)) {
                admin.deleteTopics(List.of(TopicNames.MINING_TASKS)).all().get();
            } catch (ExecutionException e) {
                throw new IOException("the queue could not be deleted", e.getCause());
            }
        }
    }

    /** The process of Redis is suspended: it takes connections and answers nothing. */
    record RedisHang() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            signal(stage, "-STOP");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            signal(stage, "-CONT");
        }

        private static void signal(RehearsalStage stage, String signal) throws IOException, InterruptedException {
            String pid = Files.readString(stage.suite().home().servers().resolve("redis/redis.pid"))
                    .strip();
            if (new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor() != 0) {
                throw new IOException("kill %s %s failed".formatted(signal, pid));
            }
        }
    }

    /** The database takes no connection and ends those that are open. */
    record DatabaseClosed() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException {
            administer(
                    stage,
                    "alter database gapless allow_connections false",
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'gapless'");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            administer(stage, "alter database gapless allow_connections true");
        }

        private static void administer(RehearsalStage stage, String... statements) throws IOException {
            Path secret = stage.suite().home().servers().resolve("postgres-superuser.secret");
            String url = stage.suite().servers().jdbcUrl().replaceFirst("/gapless$", "/postgres");
            try (Connection connection = DriverManager.getConnection(
                            url, "postgres", Files.readString(secret).strip());
                    Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            } catch (SQLException e) {
                throw new IOException("the database could not be opened or closed", e);
            }
        }
    }

    /** A file stands where the archive's directory was. */
    record ArchiveBlocked() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException {
            Path archive = RehearsalSettings.archive(stage.suite().home());
            Files.move(archive, aside(archive));
            Files.writeString(archive, "no directory");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            Path archive = RehearsalSettings.archive(stage.suite().home());
            Files.delete(archive);
            Files.move(aside(archive), archive);
        }

        private static Path aside(Path archive) {
            return archive.resolveSibling("archive-aside");
        }
    }

    /** Prometheus forgets a job. */
    record ScrapeRemoved(SuiteService service) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.prometheus().scrape(each -> each != service);
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.prometheus().scrape(each -> true);
        }
    }

    /** The miner's clock is ahead of the database's. */
    record MinerClockAhead(Duration by) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) {
            stage.defects().putClockAhead(by);
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.defects().putClockAhead(Duration.ZERO);
        }
    }

    /** The miner throws what nothing expects. */
    record MinerError(int times) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) {
            stage.defects().makeErrors(times);
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.defects().makeErrors(0);
        }
    }

    private static Admin admin(RehearsalStage stage) {
        return Admin.create(Map.of("bootstrap.servers", stage.suite().servers().kafkaBootstrapServers()));
    }
}
