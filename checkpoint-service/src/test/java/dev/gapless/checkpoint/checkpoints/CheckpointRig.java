package dev.gapless.checkpoint.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.checkpoints.CheckpointStore.Begun;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.leases.LeaseStore;
import dev.gapless.common.coverage.Range;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checkpoints on a database of a test's own. */
public final class CheckpointRig implements AutoCloseable {

    public static final CheckpointId POSTS = new CheckpointId("forum", "ann", "posts", "miner");
    public static final CheckpointId ANN = new CheckpointId("forum", "ann", null, "importer");
    public static final Duration LONG = Duration.ofMinutes(5);

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final LeaseStore leases = new LeaseStore(database.client());
    private final CheckpointStore checkpoints = at(StateSchema.CURRENT);

    static CheckpointStore checkpoints(JdbcClient jdbc, TransactionOperations transaction, int raiseTo) {
        CheckpointsProperties properties = new CheckpointsProperties(Duration.ofDays(30), raiseTo);
        return new CheckpointStore(
                jdbc, new LeaseStore(jdbc), transaction, new FirstHorizon(jdbc, properties.firstRun()), properties);
    }

    CheckpointStore at(int raiseTo) {
        return checkpoints(database.client(), database.transaction(), raiseTo);
    }

    public CheckpointDatabase database() {
        return database;
    }

    public LeaseStore leases() {
        return leases;
    }

    public CheckpointStore checkpoints() {
        return checkpoints;
    }

    public Lease begun(CheckpointId id, String owner) {
        Begun begun = checkpoints.begin(id, owner, LONG, null);
        assertThat(begun.acquisition()).isInstanceOf(Acquired.class);
        assertThat(begun.reading()).isInstanceOf(CheckpointReadResult.Read.class);
        return ((Acquired) begun.acquisition()).lease();
    }

    public Checkpoint stored(CheckpointId id) {
        CheckpointReadResult reading = checkpoints.read(id);
        assertThat(reading).isInstanceOf(CheckpointReadResult.Read.class);
        return ((CheckpointReadResult.Read) reading).checkpoint();
    }

    /** From what is stored, one item further. */
    public static CheckpointUpdate step(Checkpoint from, long token, String state, Range... processed) {
        return new CheckpointUpdate(
                token,
                from.version(),
                from.schemaVersion(),
                StateSchema.CURRENT,
                node(state),
                List.of(processed),
                1,
                null,
                false);
    }

    static ObjectNode node(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }

    /** As a release wrote it. */
    public void stored(CheckpointId id, int schema, String state) {
        database.jdbc()
                .update(
                        "update checkpoint set state = ?, content_hash = ?, schema_version = ? where processor = ?",
                        state,
                        StateText.hash(state),
                        schema,
                        id.processor());
    }

    public void clear() {
        database.clear("resource_lease", "checkpoint", "checkpoint_aside");
    }

    public void expireLeases() {
        database.jdbc().update("update resource_lease set expires_at = clock_timestamp() - interval '1 millisecond'");
    }

    @Override
    public void close() {
        database.close();
    }
}
