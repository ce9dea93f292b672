package dev.gapless.standalone.demo;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What can be made to fail in a running suite, so that alerts fire, and how it is mended. */
enum RehearsedFault {
    SCHEDULER_STOPPED("the scheduler is stopped", new ServiceStop(SuiteService.SCHEDULER)),
    CHECKPOINT_STOPPED("the checkpoint service is stopped", new ServiceStop(SuiteService.CHECKPOINT)),
    PROCESSORS_STOPPED("the processors are stopped", new ServiceStop(SuiteService.PROCESSOR)),
    OFFSETS_MOVED("the processors are stopped, and their offsets are moved by three records", new OffsetMove(3)),
    CONNECTIONS_REFUSED(
            "the source drops its sockets and refuses handshakes and calls with 403", new CallStorm("403-storm")),
    CALLS_THROTTLED("the source drops its sockets and answers 429 to handshakes and calls", new CallStorm("429-storm")),
    CALLS_FAILING("the source drops its sockets and answers 503 to handshakes and calls", new CallStorm("5xx")),
    RECORDS_UNREADABLE("three records without the headers of a captured record", new UnreadableRecords(3));

    /** How a fault is made and mended. */
    private interface FaultEffect {

        void make(RehearsalStage stage) throws IOException, InterruptedException;

        void mend(RehearsalStage stage) throws IOException, InterruptedException;
    }

    private record ServiceStop(SuiteService service) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) {
            stage.suite().stop(service);
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.suite().start(service);
        }
    }

    /** The processors are stopped, and a committed offset of theirs is moved meanwhile. */
    private record OffsetMove(int records) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.suite().stop(SuiteService.PROCESSOR);
            stage.moveOffsets(records);
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.moveOffsets(-records);
            stage.suite().start(SuiteService.PROCESSOR);
        }
    }

    /** The source drops its sockets, and answers all calls of the next 90 seconds with a fault of this kind. */
    private record CallStorm(String kind) implements FaultEffect {

        private static final int SECONDS = 90;

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.plan(kind, SECONDS);
            stage.plan("drop-socket", SECONDS);
        }

        @Override
        public void mend(RehearsalStage stage) {
            // it ends by itself
        }
    }

    private record UnreadableRecords(int records) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws InterruptedException {
            stage.sendUnreadable(records);
        }

        @Override
        public void mend(RehearsalStage stage) {
            // the commands of the runbooks do: a discarded letter is dealt with
        }
    }

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // all effects are records of values
    private final FaultEffect effect;

    RehearsedFault(String text, FaultEffect effect) {
        this.text = text;
        this.effect = effect;
    }

    /** As people read it. */
    String text() {
        return text;
    }

    /** The alerts that it must make fire. */
    List<String> alerts() {
        return switch (this) {
            case SCHEDULER_STOPPED ->
                List.of("GaplessServiceDown", "GaplessObjectiveBlind", "GaplessCoverageLagUnknown");
            case CHECKPOINT_STOPPED -> List.of("GaplessFailedRounds", "GaplessCoverageReportsStopped");
            case PROCESSORS_STOPPED -> List.of("GaplessClaimedCoverageOld");
            case OFFSETS_MOVED -> List.of("GaplessAccountingDifference");
            case CONNECTIONS_REFUSED -> List.of("GaplessCaptureNotConnected", "GaplessCaptureRefused");
            case CALLS_THROTTLED -> List.of("GaplessUpstreamThrottled");
            case CALLS_FAILING -> List.of("GaplessUpstreamFailing");
            case RECORDS_UNREADABLE -> List.of("GaplessDeadLetters", "GaplessDeadLettersWaiting");
        };
    }

    void make(RehearsalStage stage) throws IOException, InterruptedException {
        effect.make(stage);
    }

    void mend(RehearsalStage stage) throws IOException, InterruptedException {
        effect.mend(stage);
    }

    /** By placeholder of the runbooks, such as {@code SOURCE}, the value to put in its place while the fault lasts. */
    Map<String, String> words(RehearsalStage stage) throws IOException {
        Map<String, String> words = new HashMap<>(Map.of("SOURCE", FollowedSandbox.SOURCE, "WHY", "rehearsed"));
        if (this == RECORDS_UNREADABLE) {
            words.put("ID", stage.letter("id"));
            words.put("RULE", stage.letter("rule"));
        }
        return words;
    }

    /** A running suite and its upstream. */
    record RehearsalStage(GaplessSuite suite, SandboxClient sandbox) {

        private static final String GARBAGE = "{\"no\": \"item\"}";

        private void plan(String kind, int seconds) throws IOException, InterruptedException {
            sandbox.plan("{\"kind\":\"%s\",\"account\":\"*\",\"duration\":\"%ds\"}".formatted(kind, seconds));
        }

        private void sendUnreadable(int count) throws InterruptedException {
            Map<String, Object> settings = ProducerSettings.durable(
                    Map.of("bootstrap.servers", suite.servers().kafkaBootstrapServers()), "gapless-rehearsal");
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                AckedSend.sendAll(
                        producer,
                        java.util.stream.IntStream.range(0, count)
                                .mapToObj(number -> AckedSend.record(
                                        TopicNames.CAPTURED_BACKFILL,
                                        "rehearsal-" + number,
                                        Map.of(),
                                        GARBAGE.getBytes(StandardCharsets.UTF_8)))
                                .toList());
            }
        }

        /** Of the first partition of the live records that has so many. */
        private void moveOffsets(long by) throws IOException, InterruptedException {
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", suite.servers().kafkaBootstrapServers()))) {
                Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                                TopicNames.PROCESSOR_GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get();
                TopicPartition moved = offsets.keySet().stream()
                        .filter(each -> each.topic().equals(TopicNames.CAPTURED_LIVE))
                        .min(java.util.Comparator.comparingInt(TopicPartition::partition))
                        .orElseThrow(() -> new IOException("no offset is committed for the live records"));
                OffsetAndMetadata now = Objects.requireNonNull(offsets.get(moved));
                admin.alterConsumerGroupOffsets(
                                TopicNames.PROCESSOR_GROUP,
                                Map.of(
                                        moved,
                                        new OffsetAndMetadata(now.offset() + by, now.leaderEpoch(), now.metadata())))
                        .all()
                        .get();
            } catch (ExecutionException e) {
                throw new IOException("the processors' offsets could not be moved", e.getCause());
            }
        }

        /** A column of the newest letter. */
        private String letter(String column) throws IOException {
            try (Connection connection = DriverManager.getConnection(
                            suite.servers().jdbcUrl(),
                            suite.servers().databaseUser(),
                            suite.servers().databasePassword());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select %s from checkpoint.dead_letter order by id desc limit 1".formatted(column))) {
                if (!row.next()) {
                    throw new IOException("no dead letter is in the table");
                }
                return row.getString(1);
            } catch (SQLException e) {
                throw new IOException("the dead letters could not be read", e);
            }
        }
    }
}
