package dev.gapless.standalone.demo;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Faults of the tables and of what is written to them. */
final class LedgerFaults {

    /** What requests of all kinds write and read. */
    private static final String BUSY_TABLES =
            "checkpoint.item, checkpoint.coverage_window, checkpoint.dead_letter, checkpoint.coverage_audit";

    private static final byte[] GARBAGE = "{\"no\": \"item\"}".getBytes(StandardCharsets.UTF_8);

    private LedgerFaults() {}

    /** Records without the headers of a captured record; a discarded letter is dealt with. */
    record UnreadableRecords(int count) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws InterruptedException {
            stage.send(TopicNames.CAPTURED_BACKFILL, Map.of(), GARBAGE, count);
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.awaitLettersBack();
            stage.discardLetters();
        }
    }

    /** The table of dead letters is locked while letters arrive. */
    record LettersLocked() implements FaultEffect {

        private static final String TABLE = "checkpoint.dead_letter";

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.lock(TABLE, "exclusive");
            stage.send(TopicNames.CAPTURED_BACKFILL, Map.of(), GARBAGE, 2);
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.unlock(TABLE);
        }
    }

    /** A transaction locks the tables, while many events come. */
    record LedgerLocked() implements FaultEffect {

        private static final int RATE = 250;

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.sandbox().generator(true, RATE);
            stage.lock(BUSY_TABLES, "access exclusive");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.unlock(BUSY_TABLES);
            stage.sandbox().generator(true, RehearsalRun.RATE);
        }
    }

    /** The same for some seconds; what waited becomes changes then. */
    record LedgerWasLocked(Duration length) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.lock(BUSY_TABLES, "access exclusive");
            try {
                // the length of the fault, not a wait for something
                Thread.sleep(length);
            } finally {
                stage.unlock(BUSY_TABLES);
            }
        }

        @Override
        public void mend(RehearsalStage stage) {
            // it is over when it was made
        }
    }

    /** Items are deleted from the ledger behind its back; coverage says that they are held. */
    record ItemsLost() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException {
            String lost = " where source = '%s' and stream <> 'posts'".formatted(FollowedSandbox.SOURCE);
            stage.sql("delete from checkpoint.item_version" + lost, "delete from checkpoint.item" + lost);
            // what Redis knows of them would make them duplicates
            try (var redis = stage.suite()
                    .context(SuiteService.CHECKPOINT)
                    .getBean(RedisConnectionFactory.class)
                    .getConnection()) {
                redis.serverCommands().flushAll();
            }
        }

        @Override
        public void mend(RehearsalStage stage) {
            // audits bring them back
        }
    }

    /** The database answers to new items as it does when its disk is full. */
    record DiskFull() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException {
            stage.sql("""
                    create function checkpoint.rehearsed_full_disk() returns trigger language plpgsql as $$
                    begin
                        raise exception using errcode = '53100', message = 'No space left on device';
                    end $$
                    """, """
                    create trigger rehearsed_full_disk before insert or update on checkpoint.item
                       for each row execute function checkpoint.rehearsed_full_disk()
                    """);
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            stage.sql(
                    "drop trigger rehearsed_full_disk on checkpoint.item",
                    "drop function checkpoint.rehearsed_full_disk()");
        }
    }

    /** The state of a gap is a word that no release knows. */
    record UnknownGapState() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException {
            stage.sql(
                    "alter table scheduler.gap drop constraint gap_state_check",
                    "update scheduler.gap set state = 'REHEARSED' where id in "
                            + "(select id from scheduler.gap where state = 'FILLED' limit 1)");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            stage.sql(
                    "update scheduler.gap set state = 'FILLED' where state = 'REHEARSED'",
                    "alter table scheduler.gap add constraint gap_state_check check "
                            + "(state in ('OPEN', 'SCHEDULED', 'FILLING', 'FILLED', 'STUCK', 'UNFILLABLE'))");
        }
    }
}
