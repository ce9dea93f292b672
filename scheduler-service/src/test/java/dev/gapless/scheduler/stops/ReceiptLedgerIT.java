package dev.gapless.scheduler.stops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.DurablePlace;
import dev.gapless.common.message.StopReceipt;
import dev.gapless.scheduler.SchedulerTables;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReceiptLedgerIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final DurablePlace PLACE = new DurablePlace("gapless.captured.forum", 3, 41, NOON);

    private final JdbcClient jdbc = TABLES.jdbc();
    private final ReceiptLedger receipts = new ReceiptLedger(jdbc);

    @BeforeEach
    void nothingWasSaid() {
        jdbc.sql("truncate stop_receipt").update();
        jdbc.sql("update control_generation set generation = 9").update();
    }

    private long note(String process, long generation, int inFlight, Instant now) {
        return receipts.note(
                new StopReceipt(
                        "http-miner-service",
                        "miner-0",
                        process,
                        generation,
                        inFlight,
                        false,
                        inFlight > 0 ? PLACE : null),
                now,
                now.minusSeconds(5));
    }

    @Test
    void a_receipt_tells_when_its_generation_was_obeyed_first_and_what_is_in_flight_now() {
        assertThat(note("a", 8, 0, NOON)).as("the generation that there is").isEqualTo(9);
        assertThat(receipts.all())
                .containsExactly(new ReplicaReceipt("http-miner-service", "miner-0", "a", 8, NOON, 0, NOON, null));

        Instant obeyed = NOON.plusSeconds(1);
        note("a", 9, 2, obeyed);
        note("a", 9, 1, NOON.plusSeconds(3));

        assertThat(receipts.all())
                .containsExactly(new ReplicaReceipt(
                        "http-miner-service", "miner-0", "a", 9, obeyed, 1, NOON.plusSeconds(3), PLACE));
    }

    @Test
    void a_replica_s_silent_process_is_replaced_and_one_that_speaks_is_not() {
        note("a", 8, 0, NOON);
        note("b", 8, 0, NOON.plusSeconds(4));
        assertThat(receipts.all()).extracting(ReplicaReceipt::process).containsExactly("a", "b");

        note("b", 8, 0, NOON.plusSeconds(6));
        assertThat(receipts.all()).extracting(ReplicaReceipt::process).containsExactly("b");
    }
}
