package dev.gapless.standalone.demo;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.TopicNames;
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

    private SourceFaults() {}

    /** A fault of the sandbox that ends by itself. @param more members of its order as JSON, each after a comma */
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

    /** Listings leave out every third post, and connections that end make them be read. */
    record ListingsPartial(int seconds) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.plan("partial-pages", "*", seconds, ",\"streams\":[\"posts\"]");
            stage.plan("drop-socket", "*", seconds, ",\"count\":4");
        }

        @Override
        public void mend(RehearsalStage stage) {
            // both end by themselves
        }
    }

    /** The manifest is replaced by one with a mistake. */
    record ManifestMistake(String right, String wrong) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            String mistaken = new String(stage.manifest(), StandardCharsets.UTF_8).replace(right, wrong);
            apply(stage, mistaken.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            apply(stage, stage.manifest());
        }

        private static void apply(RehearsalStage stage, byte[] manifest) throws IOException, InterruptedException {
            stage.scheduler().put("/v1/sources/" + SOURCE, "application/yaml", manifest);
        }
    }

    /** The source keeps a day only, and coverage of a day before that is lost. */
    record HistoryGone(String account, String stream) implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.sandbox().retention("24h");
            Instant now = Instant.now();
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

    /** A record of a source that the scheduler is not there to tell about. */
    record UnknownSource() implements FaultEffect {

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            stage.send(
                    TopicNames.CAPTURED_BACKFILL,
                    Map.of(CapturedRecord.STREAM, "unheard-of/account/posts".getBytes(StandardCharsets.UTF_8)),
                    new byte[] {'{', '}'},
                    1);
        }

        /** When the scheduler is there again, it says that there is no such source. */
        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            stage.await("sum(gapless_dead_letters_open) > 0");
            stage.discardLetters();
        }
    }

    /**
     * Three credentials are revoked, and the account with the fourth is throttled. The coverage of the last ten minutes
     * is lost for the first account, so that its streams lag at once by as much.
     */
    record SourceClosed(int seconds) implements FaultEffect {

        private static final List<String> REVOKED = List.of("acc-0001", "acc-0003", "acc-0004");
        private static final String THROTTLED = "acc-0002";
        private static final List<String> STREAMS = List.of("posts", "comments", "likes", "transactions");

        @Override
        public void make(RehearsalStage stage) throws IOException, InterruptedException {
            for (String account : REVOKED) {
                credential(stage, account, "revoked");
            }
            stage.plan("429-storm", THROTTLED, seconds, "");
            stage.plan("drop-socket", THROTTLED, seconds, ",\"count\":1");
            stage.await("sum(gapless_capture_connections) == 0");
            Instant now = Instant.now();
            stage.loseCoverage(
                    "acc-0001",
                    STREAMS,
                    micros(now.minus(Duration.ofMinutes(10))),
                    micros(now.plus(Duration.ofHours(1))));
            stage.await("sum(gapless_gaps{state=\"STUCK\"}) > 0");
            stage.sql("update scheduler.gap set opened_at = opened_at - interval '2 days'"
                    + " where account = 'acc-0001' and state in ('OPEN', 'SCHEDULED', 'STUCK')");
        }

        @Override
        public void mend(RehearsalStage stage) throws IOException, InterruptedException {
            for (SandboxClient.Account account : stage.sandbox().accounts()) {
                credential(stage, account.id(), account.credential());
            }
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

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS;
    }
}
