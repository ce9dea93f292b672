package dev.gapless.standalone.demo;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.TruthCheck;
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
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backlog of three priority classes is mined under a drain. The class that matters most is timed, alone and with the
 * others beside it. The records wait at the source, as they do after an outage. It is alone before the drain and behind
 * it, and the mean of both counts. So neither profits from code that is compiled by then.
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

    /** Streams of which something waits, however many gaps they are. */
    private static final String PLANNED_STREAMS = WAITING.replace("count(*)", "count(distinct (account, stream))");

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

    /**
     * What was seen of a class.
     *
     * @param emptyMillis when the look began that saw a gap of it due or out for the last time
     * @param decidedMillis when its items grew for the last time
     * @param waiting gaps that were due or out at the last look
     * @param items that were decided by then
     * @param expected how many the truth has
     */
    private record ClassTimes(long emptyMillis, long decidedMillis, long waiting, long items, long expected) {

        boolean drained() {
            return emptyMillis > 0 && waiting == 0 && items == expected && expected > 0;
        }
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public List<RunProof> run() throws IOException, InterruptedException, SQLException {
        try (SandboxProcess sandbox = SandboxProcess.open(home, world);
                GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(home, 0, this::say));
                Tables scheduler = Tables.of(suite, DatabaseRole.SCHEDULER);
                Tables checkpoint = Tables.of(suite, DatabaseRole.CHECKPOINT)) {
            Measured measured = new Measured(suite, sandbox.client(), scheduler, checkpoint);
            measured.alone("warm");
            ClassTimes before = measured.alone("alone-before");
            Map<String, ClassTimes> drained = measured.drained("drained");
            ClassTimes behind = measured.alone("alone-behind");
            judgeOrder(drained, measured.longestLookMillis());
            ClassTimes critical = Objects.requireNonNull(drained.get(CRITICAL));
            share("empty", critical.emptyMillis(), before.emptyMillis(), behind.emptyMillis());
            share("decided", critical.decidedMillis(), before.decidedMillis(), behind.decidedMillis());
            return List.copyOf(proofs);
        }
    }

    /** Looks tell no order of what happens between two of them; the first and the last class are further apart. */
    private void judgeOrder(Map<String, ClassTimes> drained, long longestLookMillis) {
        List<Map.Entry<String, ClassTimes>> order = List.copyOf(drained.entrySet());
        for (int place = 1; place < order.size(); place++) {
            long before = order.get(place - 1).getValue().emptyMillis();
            long then = order.get(place).getValue().emptyMillis();
            boolean sameLook = then == before && then > 0;
            prove(
                    "class %s was empty after %d ms, %s after %d ms%s"
                            .formatted(
                                    order.get(place - 1).getKey(),
                                    before,
                                    order.get(place).getKey(),
                                    then,
                                    sameLook
                                            ? "; one look saw both, and tells no order within its %d ms"
                                                    .formatted(longestLookMillis)
                                            : ""),
                    then > before || sameLook);
        }
        long first = order.getFirst().getValue().emptyMillis();
        long last = order.getLast().getValue().emptyMillis();
        prove("the first class was empty %d ms before the last one".formatted(last - first), last > first);
    }

    private void share(String what, long drained, long before, long behind) {
        double alone = (before + behind) / 2.0;
        double share = drained / alone;
        prove(
                "the critical class was %s after %d ms, alone after %d ms before and %d ms behind: %.2f of the mean"
                        .formatted(what, drained, before, behind, share),
                alone > 0 && share <= MOST_OF_ALONE);
    }

    /** The parts of one run. */
    private final class Measured {

        private final RestApi api;
        private final SandboxClient sandbox;
        private final Tables scheduler;
        private final Tables checkpoint;
        private final Map<String, Long> truth;
        private long longestLookMillis;

        Measured(GaplessSuite suite, SandboxClient sandbox, Tables scheduler, Tables checkpoint)
                throws IOException, InterruptedException {
            this.api =
                    RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
            this.sandbox = sandbox;
            this.scheduler = scheduler;
            this.checkpoint = checkpoint;
            this.truth = TruthCheck.items(sandbox::get);
        }

        /** The longest time between the beginnings of two looks. */
        long longestLookMillis() {
            return longestLookMillis;
        }

        ClassTimes alone(String source) throws IOException, InterruptedException, SQLException {
            List<String> streams = CLASSES.getOrDefault(CRITICAL, List.of());
            String stop = prepared(source, streams);
            return Objects.requireNonNull(
                    times(source, stop, Map.of(CRITICAL, streams)).get(CRITICAL));
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
            return times(source, stop, CLASSES);
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
            while (scheduler.count(PLANNED_STREAMS, source, streams) < expected && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
            Thread.sleep(STEADY);
            long planned = scheduler.count(PLANNED_STREAMS, source, streams);
            long items = checkpoint.count(DECIDED, source, streams);
            prove(
                    "%s: %d of %d streams wait with %d gaps, and %d items are decided"
                            .formatted(source, planned, expected, scheduler.count(WAITING, source, streams), items),
                    planned == expected && items == 0);
            return stop;
        }

        private Map<String, ClassTimes> times(String source, String stop, Map<String, List<String>> classes)
                throws IOException, InterruptedException, SQLException {
            Map<String, Long> empty = new LinkedHashMap<>();
            Map<String, Long> decided = new LinkedHashMap<>();
            Map<String, Long> items = new LinkedHashMap<>();
            Map<String, Long> waiting = new LinkedHashMap<>();
            long before = 0;
            long begun = System.nanoTime();
            api.delete("/v1/stops/" + stop + "?reason=a+measurement");
            boolean working = true;
            while (working && millis(begun) < EMPTY.toMillis()) {
                working = false;
                // one time for all classes of a look, which tells no order of them
                long look = millis(begun);
                longestLookMillis = Math.max(longestLookMillis, look - before);
                before = look;
                for (Map.Entry<String, List<String>> each : classes.entrySet()) {
                    long gaps = scheduler.count(WAITING, source, each.getValue());
                    waiting.put(each.getKey(), gaps);
                    if (gaps > 0) {
                        empty.put(each.getKey(), look);
                    }
                    working |= millis(begun) - empty.getOrDefault(each.getKey(), 0L) < STEADY.toMillis();
                }
                working |= grew(source, classes, items, decided, begun);
                Thread.sleep(LOOK);
            }
            forget(source);
            Map<String, ClassTimes> times = new LinkedHashMap<>();
            for (Map.Entry<String, List<String>> each : classes.entrySet()) {
                String name = each.getKey();
                ClassTimes seen = new ClassTimes(
                        empty.getOrDefault(name, 0L),
                        decided.getOrDefault(name, 0L),
                        waiting.getOrDefault(name, 0L),
                        items.getOrDefault(name, 0L),
                        each.getValue().stream()
                                .mapToLong(stream -> truth.getOrDefault(stream, 0L))
                                .sum());
                times.put(name, seen);
                prove(
                        "%s: %s empty after %d ms, %d gaps wait; %,d of %,d items decided after %d ms"
                                .formatted(
                                        source,
                                        name,
                                        seen.emptyMillis(),
                                        seen.waiting(),
                                        seen.items(),
                                        seen.expected(),
                                        seen.decidedMillis()),
                        seen.drained());
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
