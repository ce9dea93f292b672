package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A replay, an undo and a redrive each run in a process of their own, which is killed in the middle. The suite's
 * replica of the service finishes them.
 */
final class ReplicaKilledInOperation implements SuiteFault {

    private static final int PATIENCE_SECONDS = 90;

    /** Processors may read by an older manifest for this long. */
    private static final int OLDER_MANIFEST_SECONDS = 12;

    private static final String LETTERS =
            "select count(*) from checkpoint.dead_letter where source = ? and state = 'NEW'";
    private static final String ALIVE = "select count(*) from checkpoint.item where source = ? and not deleted";
    private static final String INFERRED_DELETES = "select count(*) from checkpoint.inferred_delete where source = ?";

    private final List<KilledOperation> operations = new ArrayList<>();
    private long alive;
    private long letters;
    private long changes;
    private long changeIds;

    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.with(List.of("gapless.operations.poll-every=5s", "gapless.operations.lease=5s"));
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(3);
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        OperatedSource source = new OperatedSource(suite);
        source.applyWrongManifest();
        source.list();
        await(suite, LETTERS);
        source.applyRightManifest();
        Thread.sleep(OLDER_MANIFEST_SECONDS * 1_000);
        operations.add(KilledOperation.run(suite, SuiteService.PROCESSOR, "/v1/replays", source.replay()));
        await(suite, ALIVE);
        source.deleteByInference();
        await(suite, INFERRED_DELETES);
        String filter = "{\"source\":\"%s\"}".formatted(OperatedSource.NAME);
        operations.add(KilledOperation.run(suite, SuiteService.CHECKPOINT, "/v1/deletions:undo", filter));
        await(suite, ALIVE);
        operations.add(KilledOperation.run(
                suite, SuiteService.CHECKPOINT, "/v1/dead-letters:redrive", "{\"filter\":%s}".formatted(filter)));
    }

    private static void await(GaplessSuite suite, String sql) throws IOException, InterruptedException {
        for (int waited = 0;
                waited < PATIENCE_SECONDS
                        && DatabaseTables.number(suite, sql, OperatedSource.NAME) < OperatedSource.ITEMS;
                waited++) {
            Thread.sleep(1_000);
        }
    }

    @Override
    public void heal(GaplessSuite suite) {
        // the suite's own replicas have taken over by themselves
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        alive = DatabaseTables.number(suite, ALIVE, OperatedSource.NAME);
        letters = DatabaseTables.number(suite, LETTERS, OperatedSource.NAME);
        try (KafkaState kafka = KafkaState.of(suite)) {
            List<String> published = OperatedSource.changes(kafka);
            changes = published.size();
            changeIds = new HashSet<>(published).size();
        }
    }

    @Override
    public String injected() {
        return "%d processes were killed, each in the middle of an operation over %,d units. The lease was 5 s instead of 30"
                .formatted(operations.size(), OperatedSource.ITEMS);
    }

    @Override
    public List<FaultProof> proofs() {
        List<FaultProof> proofs = new ArrayList<>();
        operations.forEach(each -> proofs.addAll(each.proofs(OperatedSource.ITEMS)));
        proofs.add(new FaultProof(
                "%,d items are held, %,d letters are left".formatted(alive, letters),
                alive == OperatedSource.ITEMS && letters == 0));
        proofs.add(new FaultProof(
                "%,d changes of them were published, with %,d ids (expected: created, deleted and restored once each)"
                        .formatted(changes, changeIds),
                changes == 3L * OperatedSource.ITEMS && changeIds == changes));
        return proofs;
    }
}
