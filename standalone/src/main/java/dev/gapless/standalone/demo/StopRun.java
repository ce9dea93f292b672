package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.cluster.ClusterShape;
import dev.gapless.standalone.cluster.ServiceCluster;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stop under load, over several processes of each service. One capture and one miner are halted before it. Then
 * everything is restarted, and a recovery brings all back while all schedulers are killed in each of its phases. The
 * sandbox counts the calls, and its truth judges the outcome.
 */
public final class StopRun {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** History enough that mining goes on when the stop comes, and after the recovery. */
    private static final SandboxWorld WORLD = new SandboxWorld(20_260_102L, 40, 30, 1_500, 60);

    private static final List<String> HALTED = List.of("capture", "miner");
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration UNDER_LOAD = Duration.ofMinutes(2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Requests a second, beside the events of the connections: half as many as there are events. */
    private static final long LOAD = WORLD.rate() / 2;

    private static final Duration UNHEARD = Duration.ofSeconds(30);

    /** No upstream call may begin later than this after the stop was acknowledged. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Longer than a retry, a poll of the miners, and the pause of a connection. */
    private static final Duration OBSERVED = Duration.ofSeconds(15);

    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final Duration RECOVERED = Duration.ofMinutes(8);
    private static final Duration SETTLING = Duration.ofMinutes(8);

    /** The phases of the product, in seconds instead of minutes. */
    private static final Map<String, String> COMPRESSED = Map.ofEntries(
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_0_NAME", "transactions"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_0_WORK", "mining"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_0_STREAMS", "transactions"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_0_PACE", "0.25"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_0_LASTS", "10s"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_1_NAME", "all-at-half-pace"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_1_WORK", "mining"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_1_PACE", "0.5"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_1_LASTS", "20s"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_2_NAME", "all"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_2_WORK", "mining"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_2_LASTS", "5s"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_3_NAME", "connections"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_3_WORK", "capture"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_3_BATCH", "20"),
            Map.entry("GAPLESS_SCHEDULER_RECOVERY_PHASES_3_LASTS", "4s"));

    private final Path project;
    private final SuiteHome home;
    private final int replicas;
    private final PrintStream out;
    private final Clock clock;
    private final List<RunProof> proofs = new ArrayList<>();

    /**
     * @param project the root of the sources, with the jars built
     * @param home an empty data directory
     * @param replicas processes of each service, 2 or more
     */
    public StopRun(Path project, SuiteHome home, int replicas, PrintStream out, Clock clock) {
        this.project = project;
        this.home = home;
        this.replicas = replicas;
        this.out = out;
        this.clock = clock;
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public List<RunProof> run() throws IOException, InterruptedException, SQLException {
        try (SandboxProcess sandbox = SandboxProcess.open(home, WORLD);
                ServiceCluster cluster = ServiceCluster.start(
                        project,
                        home.directory().resolve("cluster"),
                        new ClusterShape(replicas, 1, false, false, List.of(), COMPRESSED),
                        this::say)) {
            run(cluster, sandbox.client());
            return List.copyOf(proofs);
        }
    }

    private void run(ServiceCluster cluster, SandboxClient sandbox)
            throws IOException, InterruptedException, SQLException {
        RestApi scheduler = cluster.api("scheduler", "admin");
        RestApi checkpoint = cluster.api("checkpoint", "service");
        // short pages: mining asks often, and its history lasts
        FollowedSandbox followed = FollowedSandbox.follow(
                scheduler, sandbox, FollowedSandbox.SOURCE, manifest -> manifest.replace("value: 100}", "value: 10}"));
        scheduler.put(
                "/v1/schedules/" + FollowedSandbox.SOURCE + "/profile",
                "application/json",
                bytes("{\"kind\":\"interval\",\"everySeconds\":20}"));
        String schedules = schedules(scheduler);
        sandbox.generator(true, WORLD.rate());
        awaitLoad(sandbox, followed.accounts());

        String stop = stop(cluster, scheduler, sandbox);
        restart(cluster, scheduler, sandbox, stop);
        recover(cluster, scheduler);
        prove("schedules are as they were before", schedules(scheduler).equals(schedules));

        Thread.sleep(OBSERVED);
        sandbox.generator(false, 0);
        Instant stopped = clock.instant().plusSeconds(1);
        say("settling: filling what is still open");
        List<String> open = new SettleWaiter(
                        new SuiteSettleProbe(checkpoint, cluster.servers(), followed), clock, this::say)
                .await(stopped, SETTLING);
        CheckResult verdict = new TruthCheck(cluster.servers(), sandbox::get, FollowedSandbox.SOURCE).run();
        long unaccounted = new AccountingFigures(checkpoint, clock).unaccounted();
        prove(
                "%,d versions: %s, uncovered %d, unaccounted %d"
                        .formatted(verdict.versions(), verdict, open.size(), unaccounted),
                verdict.clean() && open.isEmpty() && unaccounted == 0);
        verdict.examples().forEach(this::say);
    }

    private void awaitLoad(SandboxClient sandbox, int accounts) throws IOException, InterruptedException {
        long end = System.nanoTime() + UNDER_LOAD.toNanos();
        JsonNode calls = sandbox.calls();
        long lately = 0;
        while ((lately < LOAD || handshakes(calls) < accounts) && System.nanoTime() < end) {
            JsonNode before = calls;
            Thread.sleep(SECOND);
            calls = sandbox.calls();
            lately = requests(calls) - requests(before);
        }
        prove(
                "under load: %d requests in the second before the stop (at least %d), and %d connections"
                        .formatted(lately, LOAD, handshakes(calls)),
                lately >= LOAD && handshakes(calls) >= accounts);
    }

    /** @return the stop's id */
    private String stop(ServiceCluster cluster, RestApi scheduler, SandboxClient sandbox)
            throws IOException, InterruptedException {
        List<String> halted = cluster.halt(HALTED);
        String stop = tree(scheduler.post(
                        "/v1/stops", "application/json", bytes("{\"scope\":\"all\",\"reason\":\"a test under load\"}")))
                .get("id")
                .asString();
        String path = "/v1/stops/" + stop;
        JsonNode seen = await(scheduler, path, UNHEARD, stopped -> livingAcknowledged(stopped, halted));
        JsonNode calls = grace(sandbox);
        long begun = System.nanoTime();
        acknowledged(seen, halted);
        JsonNode unheard = await(scheduler, path, UNHEARD, stopped -> namesOf(unheard(stopped), halted));
        namesTheHalted(unheard, halted, cluster.alive(HALTED));
        Thread.sleep(OBSERVED);
        JsonNode after = sandbox.calls();
        prove(
                "later than %d s after the living acknowledged: %d requests and %d connections in %d s"
                        .formatted(
                                GRACE.toSeconds(),
                                requests(after) - requests(calls),
                                handshakes(after) - handshakes(calls),
                                Duration.ofNanos(System.nanoTime() - begun).toSeconds()),
                after.equals(calls));
        cluster.goOn(HALTED);
        JsonNode quiet = await(scheduler, path, QUIET, StopRun::isQuiet);
        Thread.sleep(OBSERVED);
        JsonNode last = sandbox.calls();
        prove(
                "the halted went on, and made %d requests and %d connections; the stop is %s, acknowledged by %s"
                        .formatted(
                                requests(last) - requests(after),
                                handshakes(last) - handshakes(after),
                                state(quiet),
                                replicas(quiet, true)),
                last.equals(after)
                        && isQuiet(quiet)
                        && halted.stream().allMatch(name -> named(replicas(quiet, true), name))
                        && cluster.alive(HALTED));
        return stop;
    }

    private boolean livingAcknowledged(JsonNode seen, List<String> halted) {
        return replicas(seen, true).size() >= HALTED.size() * (replicas - 1)
                && replicas(seen, false).stream().allMatch(replica -> isOneOf(replica, halted));
    }

    /** Lets pass the time in which a call may still begin. @return the calls by its end */
    private JsonNode grace(SandboxClient sandbox) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        JsonNode first = sandbox.calls();
        JsonNode calls = first;
        long latest = 0;
        while (System.nanoTime() - begun < GRACE.toNanos()) {
            Thread.sleep(LOOK);
            JsonNode next = sandbox.calls();
            if (!next.equals(calls)) {
                latest = System.nanoTime() - begun;
            }
            calls = next;
        }
        say("%d requests and %d connections since the living acknowledged, the last one within %d ms"
                .formatted(
                        requests(calls) - requests(first),
                        handshakes(calls) - handshakes(first),
                        Duration.ofNanos(latest).toMillis()));
        return calls;
    }

    private void acknowledged(JsonNode seen, List<String> halted) {
        Instant begun = Instant.parse(seen.get("begun").get("at").asString());
        Duration slowest = Duration.ZERO;
        for (JsonNode replica : seen.get("replicas")) {
            if (replica.get("acknowledgedAt").isString()) {
                Duration took = Duration.between(
                        begun, Instant.parse(replica.get("acknowledgedAt").asString()));
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                say("%s acknowledged after %d ms"
                        .formatted(replica.get("replica").asString(), took.toMillis()));
            }
        }
        prove(
                "living replicas acknowledged within %d ms: %s".formatted(slowest.toMillis(), replicas(seen, true)),
                livingAcknowledged(seen, halted) && slowest.compareTo(SECOND) <= 0);
    }

    /** @param alive whether the halted processes were there still when this was seen */
    private void namesTheHalted(JsonNode seen, List<String> halted, boolean alive) {
        Set<String> unheard = unheard(seen);
        prove(
                "the stop is %s: unheard are %s, halted and %s were %s"
                        .formatted(state(seen), unheard, alive ? "alive" : "ENDED", halted),
                state(seen).equals("UNHEARD")
                        && alive
                        && unheard.equals(replicas(seen, false))
                        && namesOf(unheard, halted));
    }

    private static Set<String> unheard(JsonNode stop) {
        Set<String> names = new TreeSet<>();
        stop.get("unheard").forEach(name -> names.add(name.asString()));
        return names;
    }

    /** Names of those that have acknowledged a stop, or have not. */
    private static Set<String> replicas(JsonNode stop, boolean acknowledged) {
        Set<String> names = new TreeSet<>();
        for (JsonNode replica : stop.get("replicas")) {
            if (replica.get("acknowledgedAt").isString() == acknowledged) {
                names.add(replica.get("replica").asString());
            }
        }
        return names;
    }

    private static boolean isQuiet(JsonNode stop) {
        return state(stop).equals("QUIET");
    }

    private static String state(JsonNode stop) {
        return stop.get("state").asString();
    }

    /** A replica is named by its service, its instance and its process. */
    private static boolean named(Set<String> replicas, String process) {
        return replicas.stream().anyMatch(replica -> isOneOf(replica, List.of(process)));
    }

    private static boolean isOneOf(String replica, List<String> processes) {
        return processes.stream().anyMatch(name -> replica.contains("/" + name + "/"));
    }

    private static boolean namesOf(Set<String> replicas, List<String> processes) {
        return replicas.size() == processes.size() && processes.stream().allMatch(name -> named(replicas, name));
    }

    private void restart(ServiceCluster cluster, RestApi scheduler, SandboxClient sandbox, String stop)
            throws IOException, InterruptedException {
        JsonNode before = sandbox.calls();
        cluster.restartAll();
        JsonNode seen = await(scheduler, "/v1/stops/" + stop, QUIET, StopRun::isQuiet);
        Thread.sleep(OBSERVED);
        JsonNode calls = sandbox.calls();
        prove(
                "after a restart of everything the stop is %s; %d requests and %d connections since"
                        .formatted(
                                seen.get("state").asString(),
                                requests(calls) - requests(before),
                                handshakes(calls) - handshakes(before)),
                seen.get("state").asString().equals("QUIET") && calls.equals(before));
    }

    private void recover(ServiceCluster cluster, RestApi scheduler) throws IOException, InterruptedException {
        String run = tree(scheduler.post(
                        "/v1/control:recover", "application/json", bytes("{\"reason\":\"a test under load\"}")))
                .get("id")
                .asString();
        Set<String> killedIn = new LinkedHashSet<>();
        int paused = 0;
        String state = "";
        long begun = System.nanoTime();
        while (!state.equals("COMPLETED") && System.nanoTime() - begun < RECOVERED.toNanos()) {
            Thread.sleep(LOOK.multipliedBy(10));
            JsonNode seen = answer(scheduler, "/v1/control/recoveries/" + run);
            if (seen == null) {
                continue;
            }
            String before = state;
            state = seen.get("state").asString();
            if (!state.equals(before)) {
                say("recovery %s in %s: %s".formatted(state, seen.get("phase").asString(), seen.path("detail")));
            }
            if (state.equals("RUNNING") && killedIn.add(seen.get("phase").asString())) {
                say("phase " + seen.get("phase").asString());
                cluster.killAll("scheduler");
            }
            if (state.equals("PAUSED")) {
                paused++;
                scheduler.post(
                        "/v1/control/recoveries/%s:resume".formatted(run),
                        "application/json",
                        bytes("{\"reason\":\"a test\"}"));
            }
        }
        prove(
                "the recovery is %s after %d s; all schedulers were killed in %s; it was paused %d times"
                        .formatted(
                                state,
                                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                                killedIn,
                                paused),
                state.equals("COMPLETED") && killedIn.size() == 4 && paused == 0);
    }

    /** What is answered when the stop is as it is wanted, or when patience ends. */
    private JsonNode await(RestApi scheduler, String path, Duration patience, Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        JsonNode seen = tree(scheduler.get(path));
        while (!wanted.test(seen) && System.nanoTime() < end) {
            Thread.sleep(LOOK);
            seen = tree(scheduler.get(path));
        }
        say("%s is %s".formatted(path, state(seen)));
        return seen;
    }

    /** @return null while no scheduler answers */
    private @Nullable JsonNode answer(RestApi scheduler, String path) throws InterruptedException {
        try {
            return tree(scheduler.get(path));
        } catch (IOException e) {
            say("no answer: " + e);
            return null;
        }
    }

    /** Without the next polls, which change by themselves. */
    private static String schedules(RestApi scheduler) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (JsonNode schedule : tree(scheduler.get("/v1/schedules"))) {
            ((ObjectNode) schedule).remove("next");
            all.add(schedule.toString());
        }
        return all.toString();
    }

    private static long requests(JsonNode calls) {
        return calls.get("requests").asLong();
    }

    private static long handshakes(JsonNode calls) {
        return calls.get("handshakes").asLong();
    }

    private void prove(String words, boolean seen) {
        RunProof proof = new RunProof(words, seen);
        proofs.add(proof);
        say("  " + proof);
    }

    private static JsonNode tree(String text) {
        return JSON.readTree(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void say(String what) {
        out.println(what);
    }
}
