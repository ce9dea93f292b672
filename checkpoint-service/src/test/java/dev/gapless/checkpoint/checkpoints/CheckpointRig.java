package dev.gapless.checkpoint.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.Database;
import dev.gapless.checkpoint.checkpoints.Checkpoints.Begun;
import dev.gapless.checkpoint.leases.Acquisition.Acquired;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.Leases;
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

    private final Database database = new Database();
    private final Leases leases = new Leases(database.client());
    private final Checkpoints checkpoints = at(StateSchema.CURRENT);

    static Checkpoints checkpoints(JdbcClient jdbc, TransactionOperations transaction, int raiseTo) {
        CheckpointsProperties properties = new CheckpointsProperties(Duration.ofDays(30), Duration.ofHours(1), raiseTo);
        return new Checkpoints(
                jdbc, new Leases(jdbc), transaction, new FirstHorizon(jdbc, properties.firstRun()), properties);
    }

    Checkpoints at(int raiseTo) {
        return checkpoints(database.client(), database.transaction(), raiseTo);
    }

    public Database database() {
        return database;
    }

    public Leases leases() {
        return leases;
    }

    public Checkpoints checkpoints() {
        return checkpoints;
    }

    public Lease begun(CheckpointId id, String owner) {
        Begun begun = checkpoints.begin(id, owner, LONG, null);
        assertThat(begun.acquisition()).isInstanceOf(Acquired.class);
        assertThat(begun.reading()).isInstanceOf(Reading.Read.class);
        return ((Acquired) begun.acquisition()).lease();
    }

    public Checkpoint stored(CheckpointId id) {
        Reading reading = checkpoints.read(id);
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return ((Reading.Read) reading).checkpoint();
    }

    /** From what is stored, one item further. */
    public static Move step(Checkpoint from, long token, String state, Range... processed) {
        return new Move(
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
        database.clear(
                "resource_lease",
                "checkpoint",
                "checkpoint_aside",
                "operation",
                "progress_mark",
                "progress_archive",
                "recovery_plan",
                "recovery_step");
    }

    public void expireLeases() {
        database.jdbc().update("update resource_lease set expires_at = clock_timestamp() - interval '1 millisecond'");
    }

    @Override
    public void close() {
        database.close();
    }
}
