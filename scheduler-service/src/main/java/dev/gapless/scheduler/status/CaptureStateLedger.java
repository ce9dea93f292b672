package dev.gapless.scheduler.status;

import dev.gapless.common.message.CaptureState;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code capture_state} table: one row an account that was ever captured. */
final class CaptureStateLedger {

    /**
     * A generation that is lower than the row's is that of a process that lost the account. After two minutes it is
     * believed all the same: Kafka counts generations anew when it forgets a group.
     */
    private static final String UPSERT = """
            insert into capture_state as held (source, account, epoch, kind, cause, detail, unconfirmed, since, next_at,
                                               reported_at)
            select s.source, s.account, s.epoch, s.kind, s.cause, s.detail, s.unconfirmed,
                   case when s.kind <> 'CAPTURING' then cast(:now as timestamptz) end,
                   cast(:now as timestamptz) + make_interval(secs => s.next_millis / 1000.0), :now
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:epochs as int8[]),
                          cast(:kinds as text[]), cast(:causes as text[]), cast(:details as text[]),
                          cast(:unconfirmed as text[]), cast(:nexts as int8[]))
                   as s (source, account, epoch, kind, cause, detail, unconfirmed, next_millis)
                on conflict (source, account) do update
               set epoch = excluded.epoch,
                   kind = excluded.kind,
                   cause = excluded.cause,
                   detail = excluded.detail,
                   unconfirmed = excluded.unconfirmed,
                   since = case when excluded.kind <> 'CAPTURING' then coalesce(held.since, excluded.since) end,
                   next_at = excluded.next_at,
                   reported_at = excluded.reported_at
             where excluded.epoch >= held.epoch
                or held.reported_at < excluded.reported_at - interval '2 minutes'
            """;

    private final JdbcClient jdbc;

    CaptureStateLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param states no account twice */
    void upsert(List<CaptureState> states, Instant now) {
        jdbc.sql(UPSERT)
                .param("sources", texts(states, CaptureState::source))
                .param("accounts", texts(states, CaptureState::account))
                .param("epochs", states.stream().map(CaptureState::epoch).toArray(Long[]::new))
                .param("kinds", texts(states, state -> state.kind().name()))
                .param("causes", texts(states, CaptureState::cause))
                .param("details", texts(states, CaptureState::detail))
                .param("unconfirmed", texts(states, state -> String.join(",", state.unconfirmed())))
                .param("nexts", states.stream().map(CaptureState::nextMillis).toArray(Long[]::new))
                .param("now", InstantParameters.of(now), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private static String[] texts(List<CaptureState> states, Function<CaptureState, String> text) {
        return states.stream().map(text).toArray(String[]::new);
    }
}
