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

    /** As it is stored. */
    @SuppressWarnings("ArrayRecordComponent")
    private record WrappedKey(int id, String source, byte[] wrapped) {}

    private final JdbcClient jdbc;
    private final KeyWrapper wrapper;
    private final Map<Integer, DataKey> byId = new ConcurrentHashMap<>();
    private final Map<String, DataKey> bySource = new ConcurrentHashMap<>();
    private volatile boolean used;

    /** @param used false to wait until every scheduler opens what a data key sealed */
    DataKeyStore(JdbcClient jdbc, KeyWrapper wrapper, boolean used) {
        this.jdbc = jdbc;
        this.wrapper = wrapper;
        this.used = used;
    }

    /** The key that credentials of a source are sealed with; null while none is, or is known here. */
    @Nullable
    DataKey sealing(String source) {
        return used ? bySource.get(source) : null;
    }

    /**
     * The key with which something was sealed.
     *
     * @throws IllegalStateException when it is not there, or does not open
     */
    DataKey opening(int id) {
        DataKey known = byId.get(id);
        return known == null
                ? opened(find("id = :key", id)
                        .orElseThrow(() -> new IllegalStateException("the data key %d is not there".formatted(id))))
                : known;
    }

    /** Makes a key for the source if it has none. Within a transaction nothing is made. */
    void prepare(String source) {
        if (!used || bySource.containsKey(source) || TransactionSynchronizationManager.isActualTransactionActive()) {
            return;
        }
        if (find("source = :key", source).isEmpty()) {
            jdbc.sql("""
                    insert into data_key (source, wrapped, made_at)
                    values (:source, :wrapped, now())
                        on conflict (source) do nothing
                    """)
                    .param("source", source)
                    .param("wrapped", wrapper.wrap(DataKey.generate(), source))
                    .update();
        }
        opened(find("source = :key", source).orElseThrow());
    }

    private Optional<WrappedKey> find(String condition, Object key) {
        return jdbc.sql("select id, source, wrapped from data_key where " + condition)
                .param("key", key)
                .query((row, number) ->
                        new WrappedKey(row.getInt("id"), row.getString("source"), row.getBytes("wrapped")))
                .optional();
    }

    private DataKey opened(WrappedKey stored) {
        DataKey key = DataKey.of(stored.id(), wrapper.unwrap(stored.wrapped(), stored.source()));
        byId.put(key.id(), key);
        bySource.put(stored.source(), key);
        return key;
    }

    /** Seals with data keys from now on, if every scheduler that lives opens what they sealed. */
    void look() {
        if (!used) {
            used = jdbc.sql("""
                    select not exists (select 1 from scheduler_member
                                        where not knows_data_keys and lease_until > clock_timestamp())
                    """).query(Boolean.class).single();
        }
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
                 order by id
                """)
                .param("length", prefix.length)
                .param("prefix", prefix)
                .query((row, number) ->
                        new WrappedKey(row.getInt("id"), row.getString("source"), row.getBytes("wrapped")))
                .list();
    }
}
