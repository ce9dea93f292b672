package dev.gapless.standalone.demo;

import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the checkpoint service and Kafka how far the suite is. */
final class SuiteSettleProbe implements SettleWaiter.SettleProbe {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RestApi checkpoint;
    private final PlatformServers servers;
    private final FollowedSandbox followed;

    SuiteSettleProbe(RestApi checkpoint, PlatformServers servers, FollowedSandbox followed) {
        this.checkpoint = checkpoint;
        this.servers = servers;
        this.followed = followed;
    }

    @Override
    public List<String> open(Instant until) throws IOException, InterruptedException {
        List<String> missing = missing(until);
        return missing.isEmpty() ? notCompared(until) : missing;
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
        return new Horizon(stream, MicrosecondTime.of(from), MicrosecondTime.of(until), spec.aspects());
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

    @Override
    public Map<TopicPartition, Long> ends() throws InterruptedException {
        try (Admin admin = Admin.create(servers.kafkaClientSettings())) {
            Map<TopicPartition, OffsetSpec> asked =
                    admin.describeTopics(TopicNames.CAPTURED).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka cannot be asked where the captured records end", e);
        }
    }

    @Override
    public Map<TopicPartition, Long> processed() throws InterruptedException {
        try (Admin admin = Admin.create(servers.kafkaClientSettings())) {
            Map<TopicPartition, Long> processed = new HashMap<>();
            admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, committed) -> {
                        if (committed != null) {
                            processed.put(partition, committed.offset());
                        }
                    });
            return processed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka cannot be asked how far the processors are", e);
        }
    }
}
