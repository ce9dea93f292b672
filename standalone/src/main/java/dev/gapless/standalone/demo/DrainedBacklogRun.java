package dev.gapless.standalone.demo;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backlog of three priority classes is mined under a drain. The class that matters most is timed, alone and with the
 * others beside it. The records wait at the source, as they do after an outage.
 */
public final class DrainedBacklogRun {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PLANNED = Duration.ofMinutes(2);
    private static final Duration EMPTY = Duration.ofMinutes(6);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration STEADY = Duration.ofSeconds(3);
    private static final double MOST_OF_ALONE = 1.2;

    private static final String CRITICAL = "critical";

    /** Streams of each class, in the order of the drain. */
    private static final Map<String, List<String>> CLASSES = classes();

    /**
     * Gaps of history that are due or out. The end of a polled stream is not among them, because each poll opens it
     * anew. Nor is a range without items, which is looked at again a minute later.
     */
    private static final String WAITING = """
            select count(*)
              from scheduler.gap
             where source = ? and stream = any (?) and mode <> 'INCREMENTAL'
               and (state = 'SCHEDULED' or (state in ('OPEN', 'STUCK') and due_at <= now()))
            """;

    private static final String DECIDED = "select count(*) from checkpoint.item where source = ? and stream = any (?)";

    private static Map<String, List<String>> classes() {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        classes.put(CRITICAL, List.of("comments"));
        classes.put("normal", List.of("posts"));
        classes.put("bulk", List.of("likes", "transactions"));
        return classes;
    }

    private final SuiteHome home;
    private final SandboxWorld world;
    private final PrintStream out;
    private final List<RunProof> proofs = new ArrayList<>();

    /**
     * @param home an empty data directory
     * @param accounts how many there are
     * @param items of each account
     */
    public DrainedBacklogRun(SuiteHome home, int accounts, int items, PrintStream out) {
        this.home = home;
        this.world = new SandboxWorld(20_260_103L, accounts, 30, items, 0);
        this.out = out;
    }

    /** When a class had a gap that was due or out for the last time, and when its items were all decided. */
    private record ClassTimes(long emptyMillis, long decidedMillis) {}

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public List<RunProof> run() throws IOException, InterruptedException, SQLException {
        try (SandboxProcess sandbox = SandboxProcess.open(home, world);
                GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(home, 0, this::say));
                Tables scheduler = Tables.of(suite, DatabaseRole.SCHEDULER);
                Tables checkpoint = Tables.of(suite, DatabaseRole.CHECKPOINT)) {
            Measured measured = new Measured(suite, sandbox.client(), scheduler, checkpoint);
            measured.alone("warm");
            ClassTimes alone = measured.alone("alone");
            Map<String, ClassTimes> drained = measured.drained("drained");
            judge(alone, drained);
            return List.copyOf(proofs);
        }
    }

    private void judge(ClassTimes alone, Map<String, ClassTimes> drained) {
        long before = 0;
        for (Map.Entry<String, ClassTimes> each : drained.entrySet()) {
            ClassTimes times = each.getValue();
            prove(
                    "class %s was empty after %d ms, its items decided after %d ms"
                            .formatted(each.getKey(), times.emptyMillis(), times.decidedMillis()),
                    times.emptyMillis() >= before);
            before = times.emptyMillis();
        }
        ClassTimes critical = drained.getOrDefault(CRITICAL, alone);
        share("empty", critical.emptyMillis(), alone.emptyMillis());
        share("decided", critical.decidedMillis(), alone.decidedMillis());
    }

    private void share(String what, long drained, long alone) {
        double share = (double) drained / alone;
        prove(
                "the critical class was %s after %d ms, alone after %d ms: %.2f of the time alone"
                        .formatted(what, drained, alone, share),
                share <= MOST_OF_ALONE);
    }

    /** The parts of one run. */
    private final class Measured {

        private final RestApi api;
        private final SandboxClient sandbox;
        private final Tables scheduler;
        private final Tables checkpoint;

        Measured(GaplessSuite suite, SandboxClient sandbox, Tables scheduler, Tables checkpoint) throws IOException {
            this.api =
                    RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
            this.sandbox = sandbox;
            this.scheduler = scheduler;
            this.checkpoint = checkpoint;
        }

        ClassTimes alone(String source) throws IOException, InterruptedException, SQLException {
            List<String> streams = CLASSES.getOrDefault(CRITICAL, List.of());
            String stop = prepared(source, streams);
            return times(source, stop, Map.of(CRITICAL, streams)).getOrDefault(CRITICAL, new ClassTimes(0, 0));
        }

        Map<String, ClassTimes> drained(String source) throws IOException, InterruptedException, SQLException {
            List<String> all = CLASSES.values().stream().flatMap(List::stream).toList();
            String stop = prepared(source, all);
            for (Map.Entry<String, List<String>> each : CLASSES.entrySet()) {
                for (String stream : each.getValue()) {
                    api.put(
                            "/v1/priorities/" + source + "/" + stream,
                            "application/json",
                            bytes("{\"priorityClass\":\"%s\"}".formatted(each.getKey())));
                }
            }
            api.post(
                    "/v1/control:drain",
                    "application/json",
                    bytes("{\"classes\":[\"critical\",\"normal\"],\"reason\":\"a measurement\"}"));
            Map<String, ClassTimes> times = times(source, stop, CLASSES);
            long items = checkpoint.count(DECIDED, source, all);
            prove("%,d items in three classes".formatted(items), items > 0);
            return times;
        }

        /** All gaps are planned, and none is mined yet. @return the id of the stop that holds them */
        private String prepared(String source, List<String> streams)
                throws IOException, InterruptedException, SQLException {
            String stop = JSON.readTree(api.post(
                            "/v1/stops",
                            "application/json",
                            bytes("{\"scope\":\"mining\",\"reason\":\"a measurement\"}")))
                    .get("id")
                    .asString();
            byte[] manifest = FollowedSandbox.shippedManifest(sandbox.url())
                    .replace("source: " + FollowedSandbox.SOURCE, "source: " + source)
                    .getBytes(StandardCharsets.UTF_8);
            api.put("/v1/sources/" + source, "application/yaml", manifest);
            for (SandboxClient.Account account : sandbox.accounts()) {
                api.put(
                        "/v1/accounts/" + source + "/" + URLEncoder.encode(account.id(), StandardCharsets.UTF_8),
                        "application/json",
                        JSON.writeValueAsBytes(Map.of("credential", account.credential(), "streams", streams)));
            }
            long expected = (long) world.accounts() * streams.size();
            long end = System.nanoTime() + PLANNED.toNanos();
            while (scheduler.count(WAITING, source, streams) < expected && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
            Thread.sleep(STEADY);
            say("%s: %d gaps of %d streams wait"
                    .formatted(source, scheduler.count(WAITING, source, streams), expected));
            return stop;
        }

        private Map<String, ClassTimes> times(String source, String stop, Map<String, List<String>> classes)
                throws IOException, InterruptedException, SQLException {
            Map<String, Long> empty = new LinkedHashMap<>();
            Map<String, Long> decided = new LinkedHashMap<>();
            Map<String, Long> items = new LinkedHashMap<>();
            long begun = System.nanoTime();
            api.delete("/v1/stops/" + stop + "?reason=a+measurement");
            boolean working = true;
            while (working && millis(begun) < EMPTY.toMillis()) {
                working = false;
                for (Map.Entry<String, List<String>> each : classes.entrySet()) {
                    if (scheduler.count(WAITING, source, each.getValue()) > 0) {
                        empty.put(each.getKey(), millis(begun));
                    }
                    working |= millis(begun) - empty.getOrDefault(each.getKey(), 0L) < STEADY.toMillis();
                }
                working |= grew(source, classes, items, decided, begun);
                Thread.sleep(LOOK);
            }
            forget(source);
            Map<String, ClassTimes> times = new LinkedHashMap<>();
            for (String each : classes.keySet()) {
                times.put(each, new ClassTimes(empty.getOrDefault(each, 0L), decided.getOrDefault(each, 0L)));
                say("%s: %s empty after %d ms, %,d items decided after %d ms"
                        .formatted(
                                source,
                                each,
                                empty.getOrDefault(each, 0L),
                                items.getOrDefault(each, 0L),
                                decided.getOrDefault(each, 0L)));
            }
            return times;
        }

        /** Its polls would slow down the next measurement. */
        private void forget(String source) throws IOException, InterruptedException {
            for (SandboxClient.Account account : sandbox.accounts()) {
                api.delete("/v1/accounts/" + source + "/" + URLEncoder.encode(account.id(), StandardCharsets.UTF_8));
            }
        }

        /** Notes when the items of a class grew last. @return true while one grew within a few seconds */
        private boolean grew(
                String source,
                Map<String, List<String>> classes,
                Map<String, Long> items,
                Map<String, Long> decided,
                long begun)
                throws SQLException {
            boolean growing = false;
            for (Map.Entry<String, List<String>> each : classes.entrySet()) {
                long now = checkpoint.count(DECIDED, source, each.getValue());
                if (now > items.getOrDefault(each.getKey(), 0L)) {
                    items.put(each.getKey(), now);
                    decided.put(each.getKey(), millis(begun));
                }
                growing |= millis(begun) - decided.getOrDefault(each.getKey(), 0L) < STEADY.toMillis();
            }
            return growing;
        }
    }

    /** Counts over one connection. */
    private record Tables(Connection connection) implements AutoCloseable {

        static Tables of(GaplessSuite suite, DatabaseRole role) throws SQLException {
            DatabaseLogin login = suite.servers().login(role);
            return new Tables(DriverManager.getConnection(suite.servers().jdbcUrl(), login.user(), login.password()));
        }

        long count(String sql, String source, List<String> streams) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, source);
                statement.setArray(2, connection.createArrayOf("text", streams.toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static long millis(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private void prove(String words, boolean seen) {
        RunProof proof = new RunProof(words, seen);
        proofs.add(proof);
        say("  " + proof);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void say(String what) {
        out.println(what);
    }
}
