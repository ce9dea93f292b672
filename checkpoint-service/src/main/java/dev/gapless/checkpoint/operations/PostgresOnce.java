package dev.gapless.checkpoint.operations;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** {@link Once} over the table of operations. */
final class PostgresOnce implements Once {

    /**
     * A process that stands still inside the transaction loses it when its lease is over, and with it the locks that
     * others wait for.
     */
    private static final String NO_LONGER_THAN =
            "select set_config('idle_in_transaction_session_timeout', :millis::text, true)";

    private final Operations operations;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    PostgresOnce(Operations operations, JdbcClient jdbc, TransactionOperations transaction) {
        this.operations = operations;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public Outcome run(OperationId id, String owner, Duration lease, Effect effect) {
        return switch (operations.claim(id, owner, lease)) {
            case Claim.Done(Operation before) -> new Outcome.Cached(before.result());
            case Claim.Leased(String holder, var expiresAt) -> new Outcome.Refused(holder, expiresAt);
            case Claim.Mine(Operation mine) -> carryOut(mine, lease, effect);
        };
    }

    private Outcome carryOut(Operation mine, Duration lease, Effect effect) {
        String id = mine.id().text();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                jdbc.sql(NO_LONGER_THAN)
                        .param("millis", lease.toMillis())
                        .query(String.class)
                        .single();
                @Nullable String result = effect.apply();
                Optional<Operation> completed = operations.complete(id, mine.token(), result);
                if (completed.isEmpty()) {
                    status.setRollbackOnly();
                    return new Outcome.Lost();
                }
                return new Outcome.Ran(result);
            }));
        } catch (RuntimeException e) {
            operations.fail(id, mine.token(), String.valueOf(e.getMessage()));
            throw e;
        }
    }
}
