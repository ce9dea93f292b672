package dev.gapless.benchmarks.scale;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Some schedulers that share the accounts. */
final class SchedulerHosts implements AutoCloseable {

    private static final int SHARDS = 64;
    private static final Duration POLL = Duration.ofMillis(500);

    private final BenchmarkRig rig;
    private final List<SchedulerHost> hosts = new ArrayList<>();

    private SchedulerHosts(BenchmarkRig rig) {
        this.rig = rig;
    }

    /** Comes back when each of them has its share. */
    static SchedulerHosts start(BenchmarkRig rig, int schedulers) throws IOException, InterruptedException {
        SchedulerHosts started = new SchedulerHosts(rig);
        try {
            for (int number = 1; number <= schedulers; number++) {
                started.hosts.add(SchedulerHost.start(rig, number));
            }
            started.awaitShares();
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void awaitShares() throws InterruptedException {
        while (rig.database()
                                .number("select coalesce(min(c), 0) from (select count(s.shard) as c"
                                        + " from scheduler.scheduler_member m left join scheduler.scheduler_shard s"
                                        + " on s.owner = m.member group by m.member) shares")
                        < SHARDS / hosts.size()
                || owned() < SHARDS) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long owned() {
        return rig.database().number("select count(owner) from scheduler.scheduler_shard");
    }

    SchedulerHost first() {
        return hosts.getFirst();
    }

    int count() {
        return hosts.size();
    }

    double tasks() {
        return hosts.stream().mapToDouble(SchedulerHost::tasks).sum();
    }

    /** The milliseconds of all rounds of a loop, and how many there were. */
    double[] rounds(String loop) {
        return new double[] {
            hosts.stream()
                    .mapToDouble(host -> host.rounds(loop).totalTime(TimeUnit.MILLISECONDS))
                    .sum(),
            hosts.stream().mapToDouble(host -> host.rounds(loop).count()).sum()
        };
    }

    /** The least share of the tasks that one of them handed out, 1 being an equal share. */
    double leastShare() {
        double least = hosts.stream().mapToDouble(SchedulerHost::tasks).min().orElse(0);
        double all = tasks();
        return all == 0 ? 0 : least / all * hosts.size();
    }

    /** How often each scheduler says that gaps are another number than they are. */
    int wrongFigures(long gaps) {
        return (int) hosts.stream()
                .mapToDouble(SchedulerHost::gaps)
                .filter(told -> Math.round(told) != gaps)
                .count();
    }

    /**
     * The last one dies: nothing that it does reaches the database any more.
     *
     * @return seconds until the others have its shards
     */
    double takeover() throws InterruptedException {
        long members = rig.database().number("select count(*) from scheduler.scheduler_member");
        SchedulerHost dead = hosts.removeLast();
        long begin = System.nanoTime();
        dead.die();
        while (rig.database().number("select count(*) from scheduler.scheduler_member") >= members
                || owned() < SHARDS) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Tasks that were sent for a gap that had a task before. */
    long sentTwice() {
        Map<String, Integer> sent = new HashMap<>();
        read(TopicNames.MINING_TASKS, entry -> {
            MiningTask task = MiningTask.fromBytes(entry.value());
            if (task.mode() == MiningMode.GAP_FILL) {
                sent.merge(task.gapId(), 1, Integer::sum);
            }
        });
        return sent.values().stream().mapToLong(times -> times - 1).sum();
    }

    /**
     * Reads what a capture service reads at its start when it has all accounts.
     *
     * @return seconds that it took
     */
    double readAssignments(int accounts) {
        Map<String, CaptureAssignment> assigned = new HashMap<>();
        long begin = System.nanoTime();
        read(TopicNames.CAPTURE_ASSIGNMENTS, entry -> {
            if (entry.value() != null) {
                assigned.put(entry.key(), CaptureAssignment.fromBytes(entry.value()));
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (assigned.size() != accounts) {
            throw new IllegalStateException("assignments: %d (expected: %d)".formatted(assigned.size(), accounts));
        }
        return seconds;
    }

    /** All records of a topic, each as it stands in the log. */
    private void read(String topic, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, rig.servers().kafkaBootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, BenchmarkRig.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            reader.assign(all);
            reader.seekToBeginning(all);
            Map<TopicPartition, Long> ends = reader.endOffsets(all);
            while (all.stream().anyMatch(partition -> reader.position(partition) < ends.getOrDefault(partition, 0L))) {
                reader.poll(POLL).forEach(each);
            }
        }
    }

    @Override
    public void close() {
        hosts.forEach(SchedulerHost::close);
        hosts.clear();
    }
}
