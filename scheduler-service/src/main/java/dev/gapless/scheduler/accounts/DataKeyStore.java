package dev.gapless.scheduler.accounts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@code data_key} table, and the data keys that this process has opened. A key is made outside of transactions
 * only: one that is taken back must not take a key with it that has sealed something.
 */
final class DataKeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(DataKeyStore.class);

    private static final String STORED = """
            select id, source, wrapped, cast(extract(epoch from made_at) * 1000000 as int8) as made_at,
                   replaced_at is not null as replaced
              from data_key
             where %s
            """;

    private static final String BY_ID = STORED.formatted("id = :id and source = :source");
    private static final String BY_SOURCE = STORED.formatted("source = :source and replaced_at is null");

    /**
     * As it is stored.
     *
     * @param madeAt in µs of the epoch: a key that was made anew under the id of a lost one has another
     * @param replaced it opens what it sealed, and seals nothing more
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record WrappedKey(int id, String source, byte[] wrapped, long madeAt, boolean replaced) {}

    private record OpenedKey(DataKey key, String source, long madeAt) {

        boolean isOf(WrappedKey stored) {
            return key.id() == stored.id() && source.equals(stored.source()) && madeAt == stored.madeAt();
        }
    }

    private final JdbcClient jdbc;
    private final KeyWrapper wrapper;
    private final Map<Integer, OpenedKey> byId = new ConcurrentHashMap<>();
    private final Map<String, OpenedKey> bySource = new ConcurrentHashMap<>();
    private final boolean allowed;
    private volatile boolean used;

    /** @param used false to wait until every scheduler opens what a data key sealed */
    DataKeyStore(JdbcClient jdbc, KeyWrapper wrapper, boolean used) {
        this(jdbc, wrapper, used, true);
    }

    /**
     * Of a scheduler.
     *
     * @param used false to wait until every scheduler opens what a data key sealed
     * @param allowed false to seal with none, and to take back what they sealed
     */
    DataKeyStore(JdbcClient jdbc, KeyWrapper wrapper, boolean used, boolean allowed) {
        this.jdbc = jdbc;
        this.wrapper = wrapper;
        this.used = used;
        this.allowed = allowed;
    }

    /** The key that credentials of a source are sealed with; null while none is, or is known here. */
    @Nullable
    DataKey sealing(String source) {
        OpenedKey known = used ? bySource.get(source) : null;
        return known == null ? null : known.key();
    }

    /**
     * Forgets the key of a source if the database has it no more, as one that was restored from before it was made.
     * Until the end of the transaction the key stays there.
     */
    void check(String source) {
        OpenedKey known = bySource.get(source);
        if (known != null
                && find(BY_SOURCE + " for key share", 0, source)
                        .filter(known::isOf)
                        .isEmpty()) {
            forget(known);
        }
    }

    private void forget(OpenedKey known) {
        byId.remove(known.key().id(), known);
        bySource.remove(known.source(), known);
    }

    /**
     * The key of a source with which something was sealed.
     *
     * @throws IllegalStateException when it is not there, or does not open
     */
    DataKey opening(int id, String source) {
        OpenedKey known = byId.get(id);
        return known == null || !known.source().equals(source) ? reopened(id, source) : known.key();
    }

    /** As the database has it now, whatever is known here. */
    DataKey reopened(int id, String source) {
        return opened(find(BY_ID, id, source)
                        .orElseThrow(() ->
                                new IllegalStateException("the data key %d of %s is not there".formatted(id, source))))
                .key();
    }

    /**
     * Makes a key for the source if it has none. Within a transaction nothing is made.
     *
     * @throws IllegalStateException when it has one that does not open
     */
    void require(String source) {
        if (used && !TransactionSynchronizationManager.isActualTransactionActive()) {
            current(source).ifPresentOrElse(this::opened, () -> make(source));
        }
    }

    /**
     * The same, and a key that does not open is replaced. Its row stays: what it sealed opens again if the key that
     * wraps it comes back. A service for keys that is away replaces nothing.
     */
    void prepare(String source) {
        try {
            require(source);
        } catch (IllegalStateException e) {
            WrappedKey closed = current(source).orElseThrow(() -> e);
            if (!wrapper.has(closed.wrapped())) {
                throw e;
            }
            byte[] wrapped = wrapper.wrap(DataKey.generate(), source);
            int replaced = jdbc.sql("update data_key set replaced_at = now() where id = :id and replaced_at is null")
                    .param("id", closed.id())
                    .update();
            insert(source, wrapped);
            if (replaced > 0) {
                LOG.warn("data-key-replaced source={} key={}", source, closed.id(), e);
            }
        }
    }

    /** The one that seals. */
    private Optional<WrappedKey> current(String source) {
        return find(BY_SOURCE, 0, source);
    }

    private void make(String source) {
        insert(source, wrapper.wrap(DataKey.generate(), source));
    }

    /** Another scheduler may have been faster: then its key is the one. */
    private void insert(String source, byte[] wrapped) {
        jdbc.sql("""
                insert into data_key (source, wrapped, made_at)
                values (:source, :wrapped, clock_timestamp())
                    on conflict (source) where replaced_at is null do nothing
                """).param("source", source).param("wrapped", wrapped).update();
        opened(current(source).orElseThrow());
    }

    private Optional<WrappedKey> find(String sql, int id, String source) {
        return jdbc.sql(sql)
                .param("id", id)
                .param("source", source)
                .query((row, number) -> new WrappedKey(
                        row.getInt("id"),
                        row.getString("source"),
                        row.getBytes("wrapped"),
                        row.getLong("made_at"),
                        row.getBoolean("replaced")))
                .optional();
    }

    private OpenedKey opened(WrappedKey stored) {
        OpenedKey known = byId.get(stored.id());
        if (known != null && known.isOf(stored)) {
            return known;
        }
        DataKey key = DataKey.of(stored.id(), wrapper.unwrap(stored.wrapped(), stored.source()));
        OpenedKey opened = new OpenedKey(key, stored.source(), stored.madeAt());
        byId.put(key.id(), opened);
        if (!stored.replaced()) {
            bySource.put(stored.source(), opened);
        }
        return opened;
    }

    /** Seals with data keys from now on, if every scheduler that lives opens what they sealed. */
    void look() {
        if (allowed && !used) {
            used = jdbc.sql("""
                    select not exists (select 1 from scheduler_member
                                        where not knows_data_keys and lease_until > clock_timestamp())
                    """).query(Boolean.class).single();
        }
    }

    boolean isAllowed() {
        return allowed;
    }

    boolean isUsed() {
        return used;
    }

    /**
     * Wraps all keys anew that are wrapped with a former key. Credentials stay as they are. Of two schedulers at once
     * one is first, and the other writes nothing.
     *
     * @return how many
     */
    int rewrap() {
        int rewrapped = 0;
        for (WrappedKey former : former()) {
            try {
                byte[] anew = wrapper.rewrap(former.wrapped(), former.source());
                rewrapped += jdbc.sql("update data_key set wrapped = :anew where id = :id and wrapped = :before")
                        .param("anew", anew)
                        .param("id", former.id())
                        .param("before", former.wrapped())
                        .update();
            } catch (IllegalStateException e) {
                LOG.warn("data-key-not-rewrapped source={}", former.source(), e);
            }
        }
        return rewrapped;
    }

    private List<WrappedKey> former() {
        byte[] prefix = wrapper.prefix();
        return jdbc.sql("""
                select id, source, wrapped
                  from data_key
                 where substring(wrapped from 1 for :length) <> :prefix
                   and replaced_at is null
                 order by id
                """)
                .param("length", prefix.length)
                .param("prefix", prefix)
                .query((row, number) ->
                        new WrappedKey(row.getInt("id"), row.getString("source"), row.getBytes("wrapped"), 0, false))
                .list();
    }
}
