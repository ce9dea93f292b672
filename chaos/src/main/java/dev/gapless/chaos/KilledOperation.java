package dev.gapless.chaos;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.standalone.api.RefusedException;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.ReplicaProcess;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One operation, whose replica is killed in the middle.
 *
 * @param kind as the API names it
 * @param owner that was killed
 * @param doneAtKill units that were saved when its process was killed
 * @param second the answer to the same request while it ran
 * @param state in which it was left
 * @param done units that were done in the end
 * @param attempts claims
 * @param records with its header on the captured topics
 * @param units of these, each counted once
 * @param seconds from the kill to the end
 */
record KilledOperation(
        String kind,
        String owner,
        long doneAtKill,
        SecondAnswer second,
        String state,
        long done,
        int attempts,
        long records,
        long units,
        long seconds) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PATIENCE_SECONDS = 120;

    /** What the second who asked was told. */
    record SecondAnswer(int status, String owner) {}

    /**
     * Asks for an operation over REST, and kills its replica once it has saved some of it.
     *
     * @param service whose replicas run it
     * @param path where it is asked for
     * @param body as JSON
     */
    static KilledOperation run(GaplessSuite suite, SuiteService service, String path, String body)
            throws IOException, InterruptedException {
        String instance = "killed-" + service.label() + path.replaceAll("[^a-z]+", "-");
        try (ReplicaProcess replica = suite.startProcess(
                service, instance, Map.of("gapless.operations.poll-every", "20ms", "gapless.operations.lease", "5s"))) {
            replica.awaitReady();
            RestApi asked = RestApi.at(suite.url(service), suite.home().adminToken());
            RestApi checkpoint =
                    RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().adminToken());
            byte[] request = body.getBytes(StandardCharsets.UTF_8);
            String id = JSON.readTree(asked.post(path, "application/json", request))
                    .path("id")
                    .asString();
            JsonNode before = awaitProgress(checkpoint, id);
            SecondAnswer second = ask(asked, path, request);
            replica.kill();
            long killed = System.nanoTime();
            JsonNode atKill = look(checkpoint, id);
            JsonNode after = awaitEnd(checkpoint, id);
            long seconds = (System.nanoTime() - killed) / 1_000_000_000;
            return of(
                    suite,
                    id,
                    before.path("owner").asString(),
                    atKill.path("state").asString().equals("RUNNING")
                            ? atKill.path("done").asLong()
                            : 0,
                    second,
                    after,
                    seconds);
        }
    }

    private static KilledOperation of(
            GaplessSuite suite,
            String id,
            String owner,
            long doneAtKill,
            SecondAnswer second,
            JsonNode after,
            long seconds)
            throws IOException, InterruptedException {
        long records = 0;
        Set<String> units = new HashSet<>();
        try (KafkaState kafka = KafkaState.of(suite)) {
            for (String topic : TopicNames.CAPTURED) {
                for (ConsumerRecord<byte[], byte[]> record : kafka.records(topic)) {
                    var header = record.headers().lastHeader(OperationPublisher.HEADER);
                    String unit = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
                    if (unit.startsWith(id + "/")) {
                        records++;
                        units.add(unit);
                    }
                }
            }
        }
        return new KilledOperation(
                after.path("kind").asString(),
                owner,
                doneAtKill,
                second,
                after.path("state").asString(),
                after.path("done").asLong(),
                after.path("attempts").asInt(),
                records,
                units.size(),
                seconds);
    }

    private static SecondAnswer ask(RestApi api, String path, byte[] request) throws IOException, InterruptedException {
        try {
            api.post(path, "application/json", request);
            return new SecondAnswer(202, "nobody");
        } catch (RefusedException e) {
            return new SecondAnswer(
                    e.status(), JSON.readTree(e.body()).path("owner").asString("nobody"));
        }
    }

    private static JsonNode look(RestApi checkpoint, String id) throws IOException, InterruptedException {
        return JSON.readTree(checkpoint.get("/v1/operations/" + id));
    }

    /** Until something of it is saved, or it has ended. */
    private static JsonNode awaitProgress(RestApi checkpoint, String id) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        JsonNode now = look(checkpoint, id);
        while (now.path("done").asLong() == 0
                && !now.path("state").asString().equals("COMPLETED")
                && System.nanoTime() < end) {
            now = look(checkpoint, id);
        }
        return now;
    }

    private static JsonNode awaitEnd(RestApi checkpoint, String id) throws IOException, InterruptedException {
        JsonNode now = look(checkpoint, id);
        List<String> open = List.of("PENDING", "RUNNING");
        for (int waited = 0;
                waited < PATIENCE_SECONDS && open.contains(now.path("state").asString());
                waited++) {
            Thread.sleep(1_000);
            now = look(checkpoint, id);
        }
        return now;
    }

    /** @param expected units that it has to publish */
    List<FaultProof> proofs(long expected) {
        return List.of(
                new FaultProof(
                        "%s: %s was killed when %,d of %,d units were saved"
                                .formatted(kind, owner, doneAtKill, expected),
                        owner.contains("killed-") && doneAtKill > 0 && doneAtKill < expected),
                new FaultProof(
                        "%s: the second who asked was answered %d and told of %s"
                                .formatted(kind, second.status(), second.owner()),
                        second.status() == 409 && second.owner().equals(owner)),
                new FaultProof(
                        "%s: it was %s with %,d units, %d s after the kill, by claim %d"
                                .formatted(kind, state, done, seconds, attempts),
                        state.equals("COMPLETED") && done == expected && attempts == 2),
                new FaultProof(
                        "%s: the topics hold %,d records of it, of %,d units".formatted(kind, records, units),
                        records == expected && units == expected));
    }
}
