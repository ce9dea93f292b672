package dev.gapless.checkpoint.records.deadletters;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of letters. */
final class DeadLetterStore {

    /** How many there are of a cause. */
    record Cause(
            DeadLetterState state, String rule, @Nullable String source, long letters, Instant oldest) {}

    private static final String INSERT = """
            insert into dead_letter (topic_id, log_partition, log_offset, arrived_at, source, account, stream, origin,
                                     origin_topic, origin_partition, origin_offset, rule, detail, remedy,
                                     key, value, headers, attempt, previous, first)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    (select coalesce(p.first, p.id) from dead_letter p where p.id = ?))
                on conflict do nothing
            """;

    private static final String CHOSEN = """
             where (cast(:source as text) is null or source = :source)
               and (cast(:account as text) is null or account = :account)
               and (cast(:stream as text) is null or stream = :stream)
               and (cast(:rule as text) is null or rule = :rule)
               and (cast(:state as text) is null or state = :state)
               and (cast(:from as timestamptz) is null or arrived_at >= :from)
               and (cast(:to as timestamptz) is null or arrived_at < :to)
            """;

    private static final String CAPTURED =
            " and origin_topic in ('gapless.captured-live', 'gapless.captured-backfill') ";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    DeadLetterStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    /** Those that are kept already are left as they are. */
    void keep(List<DeadLetterRow> letters) {
        jdbc.batchUpdate(INSERT, letters, letters.size(), (statement, letter) -> {
            DeadLetterOrigin origin = letter.origin();
            Object[] values = {
                letter.place().topicId(),
                letter.place().partition(),
                letter.place().offset(),
                Timestamp.from(letter.arrivedAt()),
                letter.subject().source(),
                letter.subject().account(),
                letter.subject().stream(),
                letter.where(),
                origin == null ? null : origin.topic(),
                origin == null ? null : origin.partition(),
                origin == null ? null : origin.offset(),
                letter.cause().rule(),
                letter.cause().detail(),
                letter.cause().remedy()
            };
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.setBytes(15, letter.content().key());
            statement.setBytes(16, letter.content().value());
            statement.setBytes(17, HeaderCodec.write(letter.content().headers()));
            statement.setInt(18, letter.attempt());
            statement.setObject(19, letter.previous(), Types.BIGINT);
            statement.setObject(20, letter.previous(), Types.BIGINT);
        });
    }

    /**
     * By id.
     *
     * @param sources that the letter's is one of; null for any, and for letters without one
     * @param after ids above this one
     */
    List<StoredDeadLetter> list(DeadLetterFilter filter, String @Nullable [] sources, long after, int limit) {
        return chosen(
                        "select " + DeadLetterRowMapper.COLUMNS + " from dead_letter " + CHOSEN
                                + " and (cast(:own as text[]) is null or source = any(cast(:own as text[])))"
                                + " and id > :after order by id limit :limit",
                        filter)
                .param("own", sources)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> DeadLetterRowMapper.letter(row))
                .list();
    }

    /** @param captured true for those that can be put back only */
    long count(DeadLetterFilter filter, boolean captured) {
        return chosen("select count(*) from dead_letter " + CHOSEN + (captured ? CAPTURED : ""), filter)
                .query(Long.class)
                .single();
    }

    Optional<StoredDeadLetter> find(long id) {
        return client.sql("select " + DeadLetterRowMapper.COLUMNS + " from dead_letter where id = :id")
                .param("id", id)
                .query((row, number) -> DeadLetterRowMapper.letter(row))
                .optional();
    }

    Optional<DeadLetterContent> content(long id) {
        return client.sql("select key, value, headers from dead_letter where id = :id")
                .param("id", id)
                .query((row, number) -> DeadLetterRowMapper.content(row))
                .optional();
    }

    /** Until the transaction ends no other one changes it. */
    Optional<StoredDeadLetter> lock(long id) {
        return client.sql("select " + DeadLetterRowMapper.COLUMNS + " from dead_letter where id = :id for update")
                .param("id", id)
                .query((row, number) -> DeadLetterRowMapper.letter(row))
                .optional();
    }

    /** By id, above the first and up to the last. Waits for transactions that change one of them at the moment. */
    List<StoredDeadLetter> lockCaptured(DeadLetterFilter filter, long after, long upTo, int limit) {
        return chosen(
                        "select " + DeadLetterRowMapper.COLUMNS + " from dead_letter " + CHOSEN + CAPTURED
                                + " and id > :after and id <= :upTo order by id limit :limit for update",
                        filter)
                .param("after", after)
                .param("upTo", upTo)
                .param("limit", limit)
                .query((row, number) -> DeadLetterRowMapper.letter(row))
                .list();
    }

    /** 0 without letters. */
    long highestId() {
        return client.sql("select coalesce(max(id), 0) from dead_letter")
                .query(Long.class)
                .single();
    }

    void redriven(List<Long> ids, String who) {
        client.sql("""
                        update dead_letter
                           set state = 'REDRIVEN', redrives = redrives + 1, state_by = :who,
                               state_at = clock_timestamp(), state_reason = null
                         where id = any(:ids)
                        """).param("who", who).param("ids", ids.toArray(Long[]::new)).update();
    }

    boolean discard(long id, String who, String reason) {
        return client.sql("""
                        update dead_letter
                           set state = 'DISCARDED', state_by = :who, state_at = clock_timestamp(),
                               state_reason = :reason
                         where id = :id
                           and state = 'NEW'
                        """)
                        .param("id", id)
                        .param("who", who)
                        .param("reason", reason)
                        .update()
                == 1;
    }

    int discard(DeadLetterFilter filter, int limit, String who, String reason) {
        return chosen("""
                        update dead_letter
                           set state = 'DISCARDED', state_by = :who, state_at = clock_timestamp(),
                               state_reason = :reason
                         where id in (select id from dead_letter
                        """ + CHOSEN + " order by id limit :limit for update skip locked)", filter)
                .param("who", who)
                .param("reason", reason)
                .param("limit", limit)
                .update();
    }

    List<Cause> causes() {
        return client.sql("""
                        select state, rule, source, count(*) as letters, min(arrived_at) as oldest
                          from dead_letter
                         group by state, rule, source
                         order by state, letters desc, rule, source
                        """)
                .query((row, number) -> new Cause(
                        DeadLetterState.valueOf(row.getString("state")),
                        row.getString("rule"),
                        row.getString("source"),
                        row.getLong("letters"),
                        row.getTimestamp("oldest").toInstant()))
                .list();
    }

    private JdbcClient.StatementSpec chosen(String sql, DeadLetterFilter filter) {
        DeadLetterState state = filter.state();
        return client.sql(sql)
                .param("source", filter.source(), Types.VARCHAR)
                .param("account", filter.account(), Types.VARCHAR)
                .param("stream", filter.stream(), Types.VARCHAR)
                .param("rule", filter.rule(), Types.VARCHAR)
                .param("state", state == null ? null : state.name(), Types.VARCHAR)
                .param("from", timestamp(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", timestamp(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
