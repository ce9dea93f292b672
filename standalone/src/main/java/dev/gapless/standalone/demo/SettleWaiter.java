package dev.gapless.standalone.demo;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Waits until the suite itself says that it holds everything up to an instant: coverage without a gap, snapshots
 * compared since, and nothing captured that is not yet processed. Only then is the truth asked.
 */
final class SettleWaiter {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RestApi checkpoint;
    private final PlatformServers servers;
    private final FollowedSandbox followed;
    private final Clock clock;

    SettleWaiter(RestApi checkpoint, PlatformServers servers, FollowedSandbox followed, Clock clock) {
        this.checkpoint = checkpoint;
        this.servers = servers;
        this.followed = followed;
        this.clock = clock;
    }

    /** @return what was still open when patience ended; empty when all is settled */
    List<String> await(Instant until, Duration patience) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(patience);
        List<String> open = open(until);
        while (!open.isEmpty() && clock.instant().isBefore(end)) {
            Thread.sleep(LOOK);
            open = open(until);
        }
        return open;
    }

    private List<String> open(Instant until) throws IOException, InterruptedException {
        List<String> missing = missing(until);
        if (!missing.isEmpty()) {
            return missing;
        }
        List<String> old = notCompared(until);
        return old.isEmpty() ? unprocessed() : old;
    }

    private List<String> missing(Instant until) throws IOException, InterruptedException {
        List<Horizon> horizons = followed.streams(StreamSpec.Kind.EVENT).stream()
                .map(stream -> horizon(stream, until))
                .toList();
        String answer = checkpoint.post(
                "/internal/v1/coverage:missing",
                "application/json",
                JSON.writeValueAsBytes(new MissingRequest(horizons)));
        return JSON.readValue(answer, MissingResponse.class).entries().stream()
                .filter(entry -> !entry.missing().isEmpty())
                .map(entry -> "%s misses %s".formatted(entry.stream().key(), entry.missing()))
                .toList();
    }

    private Horizon horizon(StreamId stream, Instant until) {
        StreamSpec spec = followed.spec(stream);
        // a day later than where the suite began, because that start moves on with the clock while the run lasts
        Instant from = until.minus(spec.horizon()).plus(Duration.ofDays(1));
        return new Horizon(stream, micros(from), micros(until), spec.aspects());
    }

    private List<String> notCompared(Instant until) throws IOException, InterruptedException {
        List<String> old = new ArrayList<>();
        for (StreamId stream : followed.streams(StreamSpec.Kind.SNAPSHOT)) {
            JsonNode freshness = JSON.readTree(checkpoint.get("/v1/coverage/" + stream.key()))
                    .path("freshness");
            if (!freshness.isString() || Instant.parse(freshness.asString()).isBefore(until)) {
                old.add("%s was last compared at %s".formatted(stream.key(), freshness.asString("no time")));
            }
        }
        return old;
    }

    private List<String> unprocessed() throws InterruptedException {
        try (Admin admin = Admin.create(servers.kafkaClientSettings())) {
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            List<TopicPartition> partitions =
                    admin.describeTopics(TopicNames.CAPTURED).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                            .toList();
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(partitions.stream()
                            .collect(java.util.stream.Collectors.toMap(
                                    partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            return ends.entrySet().stream()
                    .filter(end -> end.getValue().offset() > offset(done.get(end.getKey())))
                    .map(end -> "%s holds %d records that are not processed"
                            .formatted(end.getKey(), end.getValue().offset() - offset(done.get(end.getKey()))))
                    .toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka cannot be asked how far the processors are", e);
        }
    }

    private static long offset(@org.jspecify.annotations.Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    static long micros(Instant instant) {
        return MicrosecondTime.of(instant);
    }
}
