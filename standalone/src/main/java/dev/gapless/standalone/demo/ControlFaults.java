package dev.gapless.standalone.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Faults of what operators control. */
final class ControlFaults {

    private ControlFaults() {}

    /** A replica was there a moment ago, and never says that it obeys. */
    record UnansweredStop(String account) implements FaultEffect {

        private static final String REPLICA = "rehearsed-replica";

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.sql("""
                    insert into scheduler.stop_receipt (service, instance, process, generation, obeyed_at, in_flight, heard_at)
                    values ('gapless-miner', '%1$s', '%1$s', 0, now(), 0, now())
                    """.formatted(REPLICA));
            stage.scheduler().post("/v1/stops", "application/json", """
                            {"scope": "STREAM", "source": "%s", "account": "%s", "stream": "likes", "level": "INTAKE",
                             "reason": "rehearsed"}
                            """.formatted(FollowedSandbox.SOURCE, account)
                    .getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            for (var stop : JsonMapper.shared().readTree(stage.scheduler().get("/v1/stops"))) {
                String id = stop.get("id").stringValue();
                int status = stage.commands().run(List.of("resume", id, "--reason", "rehearsed"));
                if (status != 0) {
                    throw new IOException("the stop %s was not ended: %d".formatted(id, status));
                }
            }
            stage.sql("delete from scheduler.stop_receipt where instance = '%s'".formatted(REPLICA));
        }
    }

    /** The counts of the day are changed, because a day's work takes a day. */
    record SpentBudget(long slices) implements FaultEffect {

        private static final String ACCOUNT = "rehearsed";

        @Override
        public void make(RehearsalStage stage) throws IOException {
            stage.sql("""
                    insert into scheduler.mining_cost (day, source, account, operation, slices, calls, items)
                    values ((now() at time zone 'UTC')::date, '%s', '%s', 'GAP', %d, 0, 0)
                    """.formatted(FollowedSandbox.SOURCE, ACCOUNT, slices));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException {
            stage.sql("delete from scheduler.mining_cost where account = '%s'".formatted(ACCOUNT));
        }
    }
}
