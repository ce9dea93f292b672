package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.checkpoints.StateSchema.Raise;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseAcquisition;
import dev.gapless.checkpoint.leases.LeaseStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of checkpoints. It is moved by compare-and-set on (version, schema version) under its lease's token, so of
 * two writers one moves it, and who has slept through their lease writes nothing.
 */
final class CheckpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    /** @param reading what is stored, read after the lease was taken */
    public record Begun(
            LeaseAcquisition acquisition, @Nullable CheckpointReadResult reading) {}

    private final JdbcClient jdbc;
    private final LeaseStore leases;
    private final TransactionOperations transaction;
    private final FirstHorizon firstHorizon;
    private final int raiseTo;

    CheckpointStore(
            JdbcClient jdbc,
            LeaseStore leases,
            TransactionOperations transaction,
            FirstHorizon firstHorizon,
            CheckpointsProperties properties) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.transaction = transaction;
        this.firstHorizon = firstHorizon;
        this.raiseTo = properties.raiseTo();
    }

    /**
     * Takes the lease and reads the checkpoint, which is made when there is none. A state that cannot be read leaves
     * the lease where it was.
     *
     * @param horizonFrom the first position wanted, of a new checkpoint; null for the usual
     */
    public Begun begin(CheckpointId id, String owner, Duration duration, @Nullable Long horizonFrom) {
        LeaseAcquisition acquisition = leases.acquire(id.resource(), owner, duration);
        if (!(acquisition instanceof LeaseAcquisition.Acquired(Lease lease))) {
            return new Begun(acquisition, null);
        }
        create(id, horizonFrom);
        CheckpointReadResult reading = read(id);
        if (!(reading instanceof CheckpointReadResult.Read)) {
            leases.release(id.resource(), lease.token());
        }
        return new Begun(acquisition, reading);
    }

    private void create(CheckpointId id, @Nullable Long horizonFrom) {
        String empty = emptyState();
        jdbc.sql(CheckpointSql.CREATE)
                .params(CheckpointRow.key(id))
                .param("state", empty)
                .param("hash", StateText.hash(empty))
                .param("schema", raiseTo)
                .param("horizon", horizonFrom != null ? horizonFrom : firstHorizon.of(id))
                .update();
    }

    /** Raises an older state on the way, and keeps it so; whoever is second at that reads what the first has kept. */
    public CheckpointReadResult read(CheckpointId id) {
        Optional<CheckpointRow> row = jdbc.sql(CheckpointSql.FIND)
                .params(CheckpointRow.key(id))
                .query((found, number) -> CheckpointRow.read(found))
                .optional();
        return row.isEmpty() ? new CheckpointReadResult.Absent() : reading(row.get());
    }

    List<CheckpointReadResult> ofAccount(String source, String account) {
        return jdbc
                .sql(CheckpointSql.OF_ACCOUNT)
                .param("source", source)
                .param("account", account)
                .query((found, number) -> CheckpointRow.read(found))
                .list()
                .stream()
                .map(this::reading)
                .toList();
    }

    private CheckpointReadResult reading(CheckpointRow row) {
        CheckpointId id = row.rest().id();
        int version = row.rest().schemaVersion();
        if (version > StateSchema.CURRENT) {
            return new CheckpointReadResult.TooNew(id, version);
        }
        Optional<ObjectNode> state = StateText.read(row.state(), row.hash());
        if (state.isEmpty()) {
            return new CheckpointReadResult.Corrupt(id);
        }
        return switch (StateSchema.raise(version, state.get(), raiseTo)) {
            case Raise.TooNew(int found) -> new CheckpointReadResult.TooNew(id, found);
            case Raise.Raised(int from, int to, ObjectNode raised) ->
                from == to ? new CheckpointReadResult.Read(row.with(raised)) : keep(row, to, raised);
        };
    }

    private CheckpointReadResult keep(CheckpointRow row, int schema, ObjectNode raised) {
        CheckpointId id = row.rest().id();
        String text = StateText.of(raised);
        Optional<CheckpointRow> kept = withState(jdbc.sql(CheckpointSql.RAISE), text, schema)
                .params(CheckpointRow.key(id))
                .param("expectedVersion", row.rest().version())
                .param("expectedSchema", row.rest().schemaVersion())
                .query((found, number) -> CheckpointRow.read(found))
                .optional();
        kept.ifPresent(now -> LOG.info(
                "checkpoint-raised checkpoint={} from={} to={}", id, row.rest().schemaVersion(), schema));
        return kept.map(this::reading).orElseGet(() -> read(id));
    }

    /** One statement. */
    public CheckpointUpdateResult move(CheckpointId id, CheckpointUpdate move) {
        Optional<CheckpointRow> moved = withState(
                        jdbc.sql(CheckpointSql.MOVE), StateText.of(move.state()), move.schemaVersion())
                .params(CheckpointRow.key(id))
                .param("resource", id.resource())
                .param("token", move.token())
                .param("completed", move.completed())
                .param("processed", RangeText.of(move.processed()))
                .param("items", move.items())
                .param("expected", move.expected())
                .param("expectedVersion", move.expectedVersion())
                .param("expectedSchema", move.expectedSchemaVersion())
                .query((found, number) -> CheckpointRow.read(found))
                .optional();
        return moved.<CheckpointUpdateResult>map(now -> new CheckpointUpdateResult.To(written(now)))
                .orElseGet(() -> refused(id, move));
    }

    boolean renew(CheckpointId id, long token, Duration duration) {
        return leases.renew(id.resource(), token, duration).isPresent();
    }

    void release(CheckpointId id, long token) {
        leases.release(id.resource(), token);
    }

    /** As whoever reads it next sees it. */
    private static Checkpoint written(CheckpointRow row) {
        return row.with(StateText.read(row.state(), row.hash()).orElseThrow());
    }

    /** Saves and gives the lease back, both or neither. */
    public CheckpointUpdateResult finish(CheckpointId id, CheckpointUpdate move) {
        CheckpointUpdateResult moved = transaction.execute(status -> {
            CheckpointUpdateResult done = move(id, move);
            if (done instanceof CheckpointUpdateResult.To) {
                leases.release(id.resource(), move.token());
            }
            return done;
        });
        return Objects.requireNonNull(moved);
    }

    private CheckpointUpdateResult refused(CheckpointId id, CheckpointUpdate move) {
        Optional<Lease> lease = leases.find(id.resource());
        if (lease.isEmpty() || lease.get().token() != move.token() || !leases.guards(id.resource(), move.token())) {
            return new CheckpointUpdateResult.Fenced(lease.orElse(null));
        }
        return switch (read(id)) {
            case CheckpointReadResult.Read(Checkpoint now)
            when now.token() > move.token() -> new CheckpointUpdateResult.Fenced(lease.get());
            case CheckpointReadResult.Read(Checkpoint now) ->
                new CheckpointUpdateResult.Elsewhere(now.version(), now.schemaVersion());
            case CheckpointReadResult.TooNew(CheckpointId _, int found) ->
                new CheckpointUpdateResult.Elsewhere(null, found);
            case CheckpointReadResult.Absent _, CheckpointReadResult.Corrupt _ ->
                new CheckpointUpdateResult.Elsewhere(null, null);
        };
    }

    /**
     * Back to the horizon: nothing is remembered, nothing is done. Items and coverage stay, so what is planned anew is
     * what coverage lacks. Whoever held the checkpoint writes nothing any more.
     *
     * @return false when it is complete, absent or of a later release: then it is left alone
     */
    public boolean reset(CheckpointId id) {
        return reset(id, false);
    }

    private boolean reset(CheckpointId id, boolean always) {
        leases.free(id.resource());
        return withState(jdbc.sql(CheckpointSql.RESET), emptyState(), raiseTo)
                        .params(CheckpointRow.key(id))
                        .param("newest", StateSchema.CURRENT)
                        .param("always", always)
                        .update()
                == 1;
    }

    /** Keeps the state as it is beside, and begins from the horizon. False when there is nothing that is corrupt. */
    public boolean quarantine(CheckpointId id, String reason) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!(read(id) instanceof CheckpointReadResult.Corrupt)) {
                return false;
            }
            jdbc.sql(CheckpointSql.PUT_ASIDE)
                    .params(CheckpointRow.key(id))
                    .param("reason", reason)
                    .update();
            return reset(id, true);
        }));
    }

    private static StatementSpec withState(StatementSpec statement, String text, int schema) {
        return statement
                .param("state", text)
                .param("hash", StateText.hash(text))
                .param("schema", schema);
    }

    /** Of the version that states are raised to, as its steps make it of nothing. */
    private String emptyState() {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return switch (StateSchema.raise(1, nothing, raiseTo)) {
            case Raise.Raised(int from, int to, ObjectNode state) -> StateText.of(state);
            case Raise.TooNew(int found) -> throw new IllegalStateException("version 1 is too new");
        };
    }
}
