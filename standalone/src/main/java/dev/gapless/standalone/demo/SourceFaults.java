package dev.gapless.standalone.demo;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Faults of the source, of its manifest and of its accounts' credentials. */
final class SourceFaults {

    private static final String SOURCE = FollowedSandbox.SOURCE;
    private static final long MICROS = 1_000_000;

    /** So old may the manifest be that a miner goes by. */
    private static final Duration MANIFEST_AGE = Duration.ofSeconds(11);

    private SourceFaults() {}

    /**
     * A fault of the sandbox that ends by itself.
     *
     * @param more members of its order as JSON, each after a comma
     */
    record SandboxFault(String kind, int seconds, String more) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.plan(kind, "*", seconds, more);
        }

        @Override
        public void mend(RehearsalStage stage) {
            // it ends by itself
        }
    }

    /**
     * Listings leave out every third post, and no deleted one; so what is held is compared with them. A manifest that
     * says so is applied meanwhile.
     */
    record ListingsPartial(int seconds) implements FaultEffect {

        private static final String ITEM =
                "    item: {id: /id, position: /updated_at, version: /revision, deleted: /deleted}\n";
        private static final String COMPARED = """
                    read: {path: "/v1/accounts/{account}/posts/{item}"}
                    reconcile: {every: 5s}
                """;

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            String manifest = new String(stage.manifest(), StandardCharsets.UTF_8)
                    .replace(ITEM, ITEM + COMPARED)
                    .replace("deleted: include", "deleted: exclude")
                    .replace("shows: [creations, edits, deletions]", "shows: [creations, edits]");
            apply(stage, manifest.getBytes(StandardCharsets.UTF_8));
            stage.plan("partial-pages", "*", seconds, ",\"streams\":[\"posts\"]");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            apply(stage, stage.manifest());
        }
    }

    /** The manifest is replaced by one with a mistake, by which posts are listed that were edited long ago. */
    record ManifestMistake(String right, String wrong) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            String posts = "\"account\":\"acc-0004\",\"stream\":\"posts\"";
            String edited = stage.sandbox()
                    .make("{%s,\"operation\":\"create\",\"count\":20,\"age\":\"2h\"}".formatted(posts))
                    .get(10)
                    .get("id")
                    .asString();
            stage.sandbox().make("{%s,\"operation\":\"update\",\"id\":\"%s\"}".formatted(posts, edited));
            String mistaken = new String(stage.manifest(), StandardCharsets.UTF_8).replace(right, wrong);
            apply(stage, mistaken.getBytes(StandardCharsets.UTF_8));
            Thread.sleep(MANIFEST_AGE);
            // what is lost now is mined by the mistaken manifest
            Instant now = stage.clock().instant();
            stage.loseCoverage(
                    "acc-0004",
                    List.of("posts"),
                    micros(now.minus(Duration.ofHours(3))),
                    micros(now.minus(Duration.ofHours(1))));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            apply(stage, stage.manifest());
        }
    }

    /** The source keeps a day only, and coverage of a day before that is lost. */
    record HistoryGone(String account, String stream) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.sandbox().retention("24h");
            Instant now = stage.clock().instant();
            stage.loseCoverage(
                    account,
                    List.of(stream),
                    micros(now.minus(Duration.ofDays(3))),
                    micros(now.minus(Duration.ofDays(2))));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.sandbox().retention(null);
        }
    }

    /** Without miners, the leases of the gaps that dropped sockets leave run out. */
    record MinersStopped() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.suite().stop(SuiteService.MINER);
            stage.plan("drop-socket", "*", 60, ",\"count\":4");
        }

        @Override
        public void mend(RehearsalStage stage) {
            stage.suite().start(SuiteService.MINER);
        }
    }

    /** Without a scheduler it is not known whether there is a source. */
    record SchedulerStopped() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws InterruptedException {
            stage.suite().stop(SuiteService.SCHEDULER);
            CapturedRecord record = new CapturedRecord(
                    new StreamId("unheard-of", "account", "posts"),
                    "item",
                    CapturedRecord.RecordKind.LISTED,
                    "{}".getBytes(StandardCharsets.UTF_8),
                    IngestPath.MINED,
                    stage.clock().instant(),
                    "rehearsal",
                    0);
            stage.send(TopicNames.CAPTURED_BACKFILL, record.headers(), record.value(), 1);
        }

        /** When the scheduler is there again, it says that there is no such source; so a letter comes. */
        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.suite().start(SuiteService.SCHEDULER);
            stage.await("sum(gapless_dead_letters_open) > 0");
            stage.discardLetters();
        }
    }

    /** The source tells every call to come back later, and connections that end make calls necessary. */
    record SourceThrottles(int seconds) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.plan("429-storm", "*", seconds, "");
            stage.plan("drop-socket", "*", seconds, ",\"count\":4");
        }

        @Override
        public void mend(RehearsalStage stage) {
            // both end by themselves
        }
    }

    /**
     * All credentials are revoked. The coverage of the last ten minutes is lost for one account, so that its streams
     * lag at once by as much.
     */
    record CredentialsRevoked() implements FaultEffect {

        private static final String NONE_ANSWERED =
                "sum(increase(gapless_upstream_calls_total{path=\"http\",result=\"ok\"}[10s])) == 0";

        private static final String ACCOUNT = "acc-0001";
        private static final List<String> STREAMS = List.of("posts", "comments", "likes", "transactions");

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            for (SandboxClient.Account account : stage.sandbox().accounts()) {
                credential(stage, account.id(), "revoked");
            }
            stage.plan("drop-socket", "*", 30, ",\"count\":4");
            stage.await("sum(gapless_capture_connections) == 0");
            stage.awaitClosedWindows(ACCOUNT);
            // miners keep a credential for a while, and would fill at once what is lost
            stage.await(NONE_ANSWERED);
            // no stream lags for longer than it is followed, which may be seconds here
            followed(stage, "-");
            Instant now = stage.clock().instant();
            stage.loseCoverage(
                    ACCOUNT, STREAMS, micros(now.minus(Duration.ofMinutes(10))), micros(now.plus(Duration.ofHours(1))));
            stage.await("sum(gapless_gaps{state=\"STUCK\"}) > 0");
            stage.sql("update scheduler.gap set opened_at = opened_at - interval '2 days'"
                    + " where account = '%s' and state in ('OPEN', 'SCHEDULED', 'STUCK')".formatted(ACCOUNT));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            for (SandboxClient.Account account : stage.sandbox().accounts()) {
                credential(stage, account.id(), account.credential());
            }
            followed(stage, "+");
        }

        /** @param sign minus for an hour earlier than before, plus for an hour later */
        private static void followed(RehearsalStage stage, String sign) throws IOException {
            stage.sql("update scheduler.account set created_at = created_at %s interval '1 hour' where account = '%s'"
                    .formatted(sign, ACCOUNT));
        }

        private static void credential(RehearsalStage stage, String account, String credential)
                throws IOException, InterruptedException {
            stage.scheduler()
                    .put(
                            "/v1/accounts/%s/%s".formatted(SOURCE, account),
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(Map.of("credential", credential)));
        }
    }

    private static void apply(RehearsalStage stage, byte[] manifest) throws IOException, InterruptedException {
        stage.scheduler().put("/v1/sources/" + SOURCE, "application/yaml", manifest);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS;
    }
}
