package dev.gapless.checkpoint.ledger;

import dev.gapless.checkpoint.ledger.Rounds.Entry;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction a batch, at READ COMMITTED. What is known exactly never reaches the upsert, so that a duplicate
 * writes nothing, not even to the write-ahead log. The upsert's condition is checked on the row as it is at that
 * moment, under the row's own lock: whoever comes second is judged against whoever came first.
 */
final class PostgresItemLedger implements ItemLedger {

    private static final int ATTEMPTS = 5;

    /**
     * {@code operation} is 0 create, 1 update, 2 delete. An item that was read before its source rewrote the history it
     * stands in is void, unless it is the burial that follows from that.
     */
    private static final String DECIDE = Columns.INCOMING + """
            , fresh as (
                select i.*
                  from incoming i
                 where not exists (select 1
                                     from item k
                                    where k.account = i.account
                                      and k.source = i.source
                                      and k.stream = i.stream
                                      and k.item_id = i.item_id
                                      and k.version = i.version
                                      and k.hash = i.hash
                                      and k.deleted = (i.operation = 2))
                   and not exists (select 1
                                     from stream_fork f
                                    where f.account = i.account
                                      and f.source = i.source
                                      and f.stream = i.stream
                                      and f.generation > i.generation
                                      and f.ancestor < i.position)
                 order by i.account, i.source, i.stream, i.item_id
            ), written as (
                insert into item as held (source, account, stream, item_id, position, version, operation, deleted,
                                          hash, payload, door, sighting, generation, inferred, seen_at, accepted_at,
                                          topic_id, log_partition, log_offset)
                select source, account, stream, item_id, position, version, operation, operation = 2,
                       hash, nullif(payload, ''), door, sighting, generation, inferred,
                       to_timestamp(seen_us / 1000000.0), clock_timestamp(),
                       topic_id, log_partition, log_offset
                  from fresh
                    on conflict (account, source, stream, item_id) do update
                   set position = excluded.position,
                       version = excluded.version,
                       operation = excluded.operation,
                       deleted = excluded.deleted,
                       hash = excluded.hash,
                       payload = excluded.payload,
                       door = excluded.door,
                       sighting = excluded.sighting,
                       generation = excluded.generation,
                       inferred = excluded.inferred,
                       seen_at = excluded.seen_at,
                       accepted_at = excluded.accepted_at,
                       topic_id = excluded.topic_id,
                       log_partition = excluded.log_partition,
                       log_offset = excluded.log_offset
                 where excluded.version > held.version
                    or (excluded.version = held.version
                        and excluded.hash <> held.hash
                        and (excluded.operation > held.operation
                             or (excluded.operation = held.operation
                                 and not (held.door = 'LIVE' and excluded.door = 'MINED'))))
                returning new.source, new.account, new.stream, new.item_id, new.deleted,
                          old.item_id is null as inserted, old.deleted as was_deleted,
                          coalesce(old.hash = new.hash and not old.deleted and not new.deleted, false) as raised
            ), decided as (
                select i.n,
                       case when w.raised then 'DUPLICATE'
                            when w.inserted and not w.deleted then 'NEW'
                            when w.was_deleted and not w.deleted then 'NEW'
                            else 'CHANGED' end as decision
                  from written w
                  join incoming i using (account, source, stream, item_id)
            ), kept as (
                insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id, position,
                                          version, operation, hash, door, sighting, decision, accepted_at)
                select topic_id, log_partition, log_offset, source, account, stream, item_id, position,
                       version, operation, hash, door, sighting, decision, clock_timestamp()
                  from incoming
                  join decided using (n)
                 where decision <> 'DUPLICATE'
            )
            select n, decision
              from decided
            """;

    /**
     * For those that were not written: was it this very record that was accepted once, is the version known, or is it
     * too old?
     */
    private static final String CLASSIFY = Columns.INCOMING + """
            select i.n,
                   coalesce(own.decision,
                            case when exists (select 1
                                                from item k
                                               where k.account = i.account
                                                 and k.source = i.source
                                                 and k.stream = i.stream
                                                 and k.item_id = i.item_id
                                                 and k.version = i.version
                                                 and k.hash = i.hash)
                                   or exists (select 1
                                                from item_version v
                                               where v.account = i.account
                                                 and v.source = i.source
                                                 and v.stream = i.stream
                                                 and v.item_id = i.item_id
                                                 and v.version = i.version
                                                 and v.hash = i.hash)
                                 then 'DUPLICATE'
                                 else 'STALE' end) as decision
              from incoming i
              left join item_version own using (topic_id, log_partition, log_offset)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    PostgresItemLedger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public List<Decision> commit(List<Item> items) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> decide(items));
            } catch (PessimisticLockingFailureException e) {
                // two batches of several rounds crossed; nothing of this one is kept
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<Decision> decide(List<Item> items) {
        Map<Integer, Decision> decisions = new HashMap<>();
        for (List<Entry> round : Rounds.of(items)) {
            decisions.putAll(ask(DECIDE, round));
            List<Entry> rejected = round.stream()
                    .filter(entry -> !decisions.containsKey(entry.index()))
                    .toList();
            if (!rejected.isEmpty()) {
                decisions.putAll(ask(CLASSIFY, rejected));
            }
        }
        List<Decision> inOrder = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Decision decision = decisions.get(i);
            if (decision == null) {
                throw new IllegalStateException("item %d of %d was not decided".formatted(i, items.size()));
            }
            inOrder.add(decision);
        }
        return inOrder;
    }

    private Map<Integer, Decision> ask(String statement, List<Entry> round) {
        return jdbc.execute(statement, (PreparedStatement prepared) -> {
            Columns.bind(prepared, round);
            return read(prepared);
        });
    }

    private static Map<Integer, Decision> read(PreparedStatement prepared) throws SQLException {
        Map<Integer, Decision> decisions = new HashMap<>();
        try (ResultSet row = prepared.executeQuery()) {
            while (row.next()) {
                decisions.put(row.getInt("n"), Decision.valueOf(row.getString("decision")));
            }
        }
        return decisions;
    }
}
