package dev.gapless.chaos;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
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
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        List<SuiteService> services = suite.running();
        services.reversed().forEach(suite::stop);
        try (KafkaState kafka = KafkaState.of(suite)) {
            processed = sum(kafka.committed(TopicNames.PROCESSOR_GROUP));
            published = kafka.records(TopicNames.CHANGES).size();
            Map<String, GroupType> groups = kafka.groups();
            for (Map.Entry<String, GroupType> group : groups.entrySet()) {
                kafka.deleteGroup(group.getKey(), group.getValue());
            }
            forgotten.putAll(groups);
            left = kafka.groups().size() + sum(kafka.committed(TopicNames.PROCESSOR_GROUP));
        }
    }

    private static long sum(Map<?, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void heal(GaplessSuite suite) {
        for (SuiteService service : SuiteService.values()) {
            suite.start(service);
        }
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        try (KafkaState kafka = KafkaState.of(suite)) {
            processedAgain = sum(kafka.committed(TopicNames.PROCESSOR_GROUP));
        }
    }

    @Override
    public String injected() {
        return "all services were stopped, and %d groups with their offsets were deleted: %s"
                .formatted(forgotten.size(), String.join(", ", forgotten.keySet()));
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                FaultProof.counted("the processors had committed %,d records", processed),
                FaultProof.counted("%,d changes had been published, and could have been again", published),
                new FaultProof("nothing of the groups was left", !forgotten.isEmpty() && left == 0),
                new FaultProof(
                        "the new group has committed up to %,d records".formatted(processedAgain),
                        processedAgain > processed));
    }
}
