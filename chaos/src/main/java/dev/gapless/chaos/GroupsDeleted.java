package dev.gapless.chaos;

import dev.gapless.common.message.Topics;
import dev.gapless.standalone.suite.Service;
import dev.gapless.standalone.suite.Suite;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.GroupType;

/** All services are stopped, and Kafka forgets all their consumer groups; then they start again. */
final class GroupsDeleted implements SuiteFault {

    private final Map<String, GroupType> forgotten = new TreeMap<>();
    private long processed;
    private long published;
    private long left;
    private long processedAgain;

    @Override
    public double healsAt() {
        return 0.4;
    }

    @Override
    public void strike(Suite suite) throws IOException, InterruptedException {
        List<Service> services = suite.running();
        services.reversed().forEach(suite::stop);
        try (KafkaState kafka = KafkaState.of(suite)) {
            processed = sum(kafka.committed(KafkaState.PROCESSORS));
            published = kafka.records(Topics.CHANGES).size();
            Map<String, GroupType> groups = kafka.groups();
            for (Map.Entry<String, GroupType> group : groups.entrySet()) {
                kafka.deleteGroup(group.getKey(), group.getValue());
            }
            forgotten.putAll(groups);
            left = kafka.groups().size() + sum(kafka.committed(KafkaState.PROCESSORS));
        }
    }

    private static long sum(Map<?, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void heal(Suite suite) {
        for (Service service : Service.values()) {
            suite.start(service);
        }
    }

    @Override
    public void settled(Suite suite) throws IOException, InterruptedException {
        try (KafkaState kafka = KafkaState.of(suite)) {
            processedAgain = sum(kafka.committed(KafkaState.PROCESSORS));
        }
    }

    @Override
    public String injected() {
        return "all services were stopped, and %d groups with their offsets were deleted: %s"
                .formatted(forgotten.size(), String.join(", ", forgotten.keySet()));
    }

    @Override
    public List<Proof> proofs() {
        return List.of(
                Proof.counted("the processors had committed %,d records", processed),
                Proof.counted("%,d changes had been published, and could have been again", published),
                new Proof("nothing of the groups was left", !forgotten.isEmpty() && left == 0),
                new Proof(
                        "the new group has committed up to %,d records".formatted(processedAgain),
                        processedAgain > processed));
    }
}
