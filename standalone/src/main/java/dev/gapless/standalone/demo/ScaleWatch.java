package dev.gapless.standalone.demo;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.cluster.ServiceCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees by Kafka alone what processes that come and go do to owners, and how long something is idle. */
final class ScaleWatch {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TAKEN_UP = Duration.ofSeconds(60);
    private static final Map<String, String> GROUPS =
            Map.of("processor", TopicNames.PROCESSOR_GROUP, "capture", "gapless-capture", "miner", "gapless-miners");

    private final ServiceCluster cluster;
    private final PartitionIdleSampler partitions;
    private final List<String> idleProcesses = new ArrayList<>();
    private final long begin;

    /** @param begun from when on idle time counts */
    ScaleWatch(ServiceCluster cluster, SettleWaiter.SettleProbe probe, Instant begun) {
        this.cluster = cluster;
        this.partitions = new PartitionIdleSampler(probe);
        this.begin = begun.toEpochMilli();
    }

    void start() {
        partitions.start();
    }

    /**
     * Waits until each process of the services has partitions, or tasks to ask for.
     *
     * @param processes how many there are, by service
     * @return how long it took
     */
    Duration awaitShares(Map<String, Integer> processes) throws InterruptedException {
        long begun = System.nanoTime();
        Map<String, Set<String>> working = working();
        while (!shared(processes, working) && System.nanoTime() - begun < TAKEN_UP.toNanos()) {
            Thread.sleep(POLL);
            working = working();
        }
        for (Map.Entry<String, Integer> service : processes.entrySet()) {
            Set<String> at = working.getOrDefault(service.getKey(), Set.of());
            if (at.size() < service.getValue()) {
                idleProcesses.add(
                        "of %d processes of %s only %s got work".formatted(service.getValue(), service.getKey(), at));
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static boolean shared(Map<String, Integer> processes, Map<String, Set<String>> working) {
        return processes.entrySet().stream()
                .allMatch(service ->
                        working.getOrDefault(service.getKey(), Set.of()).size() == service.getValue());
    }

    /** The processes that have a share, by service: {@code capture-0} and the like. */
    private Map<String, Set<String>> working() throws InterruptedException {
        Map<String, Set<String>> working = new HashMap<>();
        try (Admin admin = Admin.create(cluster.servers().kafkaClientSettings())) {
            List<String> consumers = List.of(group("processor"), group("capture"));
            admin.describeConsumerGroups(consumers)
                    .all()
                    .get()
                    .values()
                    .forEach(group -> group.members().stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .forEach(member -> note(working, member.clientId())));
            admin.describeShareGroups(List.of(group("miner")))
                    .all()
                    .get()
                    .values()
                    .forEach(group -> group.members().stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .forEach(member -> note(working, member.clientId())));
            return working;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka cannot be asked for the members of its groups", e);
        }
    }

    private static String group(String service) {
        return Objects.requireNonNull(GROUPS.get(service));
    }

    /** A client's id holds the name of its process, which is the service's with a number. */
    private static void note(Map<String, Set<String>> working, String client) {
        for (String service : GROUPS.keySet()) {
            int at = client.lastIndexOf(service + "-");
            if (at >= 0) {
                String number = client.substring(at + service.length() + 1).split("-", 2)[0];
                working.computeIfAbsent(service, key -> new TreeSet<>()).add(service + "-" + number);
            }
        }
    }

    /**
     * Ends the looks, and reads the records.
     *
     * @param ended until when events were made
     */
    ScaleFigures stop(Instant ended) throws InterruptedException {
        Duration processorIdle = partitions.stop();
        List<ConsumerRecord<byte[], byte[]>> live = records(TopicNames.CAPTURED_LIVE);
        CapturedOwners owners = new CapturedOwners(begin);
        records(TopicNames.CAPTURED_BACKFILL).forEach(owners::add);
        live.forEach(owners::add);
        live.forEach(owners::addLive);
        live.stream()
                .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
                .forEach(owners::heard);
        owners.end(ended.toEpochMilli());
        return new ScaleFigures(
                owners.scatteredItems(),
                owners.sharedAccounts(),
                processorIdle,
                owners.longestPause(),
                minerIdle(ended.toEpochMilli()),
                idleProcesses);
    }

    private Duration minerIdle(long end) {
        long longest = 0;
        long before = begin;
        List<Long> outcomes = new ArrayList<>(records(TopicNames.MINING_PROGRESS).stream()
                .map(ConsumerRecord::timestamp)
                .filter(at -> at >= begin && at <= end)
                .sorted()
                .toList());
        outcomes.add(end);
        for (long outcome : outcomes) {
            longest = Math.max(longest, outcome - before);
            before = outcome;
        }
        return Duration.ofMillis(longest);
    }

    /** All of a topic; those of a partition in their order. */
    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.servers().kafkaClientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }
}
