package dev.gapless.scheduler.stops;

import dev.gapless.common.message.DurablePlace;
import dev.gapless.common.message.StopReceipt;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What replicas said, by the database's clock. */
final class ReceiptLedger {

    private final JdbcClient jdbc;

    ReceiptLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes it in one statement: a stop waits for its receipts. A silent process of the same replica has been replaced
     * by this one.
     *
     * @param silentSince processes that have said nothing since then are silent
     * @return the highest generation that there is
     */
    long note(StopReceipt receipt, Instant now, Instant silentSince) {
        DurablePlace durable = receipt.lastDurable();
        return jdbc.sql("""
                with noted as (
                    insert into stop_receipt as r (service, instance, process, generation, obeyed_at, in_flight,
                                                   heard_at,
                                                   durable_topic, durable_partition, durable_offset, durable_at)
                    values (:service, :instance, :process, :generation, :now, :inFlight, :now,
                            :topic, :partition, :offset, :durableAt)
                        on conflict (service, instance, process) do update
                       set obeyed_at  = case when r.generation = excluded.generation then r.obeyed_at
                                             else excluded.obeyed_at end,
                           generation = excluded.generation,
                           in_flight  = excluded.in_flight,
                           heard_at   = excluded.heard_at,
                           durable_topic = excluded.durable_topic,
                           durable_partition = excluded.durable_partition,
                           durable_offset = excluded.durable_offset,
                           durable_at = excluded.durable_at),
                replaced as (
                    -- a row that is locked is of a process that speaks at this moment
                    delete from stop_receipt
                     where (service, instance, process) in (
                           select service, instance, process
                             from stop_receipt
                            where service = :service and instance = :instance and process <> :process
                              and heard_at < :silent
                              for update skip locked))
                select generation from control_generation
                """)
                .param("service", receipt.service())
                .param("instance", receipt.instance())
                .param("process", receipt.process())
                .param("generation", receipt.generation())
                .param("inFlight", receipt.inFlight())
                .param("now", InstantParameters.of(now))
                .param("topic", durable == null ? null : durable.topic())
                .param("partition", durable == null ? null : durable.partition())
                .param("offset", durable == null ? null : durable.offset())
                .param("durableAt", InstantParameters.ofNullable(durable == null ? null : durable.at()))
                .param("silent", InstantParameters.of(silentSince))
                .query(Long.class)
                .single();
    }

    void forget(StopReceipt receipt) {
        jdbc.sql("delete from stop_receipt where service = :service and instance = :instance and process = :process")
                .param("service", receipt.service())
                .param("instance", receipt.instance())
                .param("process", receipt.process())
                .update();
    }

    void forgetSilent(Instant since) {
        jdbc.sql("delete from stop_receipt where heard_at < :since")
                .param("since", InstantParameters.of(since))
                .update();
    }

    List<ReplicaReceipt> all() {
        return jdbc.sql("select * from stop_receipt order by service, instance, process")
                .query((row, number) -> new ReplicaReceipt(
                        row.getString("service"),
                        row.getString("instance"),
                        row.getString("process"),
                        row.getLong("generation"),
                        InstantParameters.instant(row, "obeyed_at"),
                        row.getInt("in_flight"),
                        InstantParameters.instant(row, "heard_at"),
                        lastDurable(row)))
                .list();
    }

    private static @Nullable DurablePlace lastDurable(ResultSet row) throws SQLException {
        String topic = row.getString("durable_topic");
        return topic == null
                ? null
                : new DurablePlace(
                        topic,
                        row.getInt("durable_partition"),
                        row.getLong("durable_offset"),
                        InstantParameters.instant(row, "durable_at"));
    }
}
