package dev.gapless.benchmarks.push;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends changes of one channel to many subscribers. It uses the live service, {@code ws}, Socket.IO and Spring on
 * Tomcat, in batches and one by one. Each round takes one server after the other.
 */
public final class PushBenchmark {

    private static final List<String> PEERS =
            List.of(PeerPushServer.WS, PeerPushServer.SOCKET_IO, PeerPushServer.SPRING);
    private static final String LIVE = "live service, ";
    private static final String JSON = "gapless.v1.json";
    private static final String PACKED = "gapless.v1.msgpack";
    private static final int TEXT_LENGTH = 300;
    private static final int BATCHED_PER_SECOND = 200;
    private static final int SINGLE_PER_SECOND = 40;
    private static final double MORE_BATCHED = 3;
    private static final double MORE_SINGLE = 1.5;
    private static final double IDLE_BYTES = 20_480;

    /** What the servers are measured with. */
    private record Effort(int connections, int manyConnections, int rounds, long warmUpMillis, long millis) {}

    private final BenchmarkRig rig;
    private final Path home;
    private final Effort effort;
    private final Consumer<String> progress;
    private final Map<String, List<Double>> latencies = new LinkedHashMap<>();
    private final Map<String, List<Double>> bytes = new LinkedHashMap<>();
    private final Map<String, List<Double>> idle = new LinkedHashMap<>();

    /** @param quick for one round of 200 connections instead of several of 1,000, and none of 5,000 */
    public PushBenchmark(BenchmarkRig rig, Path home, boolean quick, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.home = home;
        this.effort = quick ? new Effort(200, 0, 1, 1_000, 2_000) : new Effort(1_000, 5_000, rounds, 2_000, 5_000);
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        PushPackages packages = PushPackages.into(home);
        List<PushServer> servers = new ArrayList<>();
        try {
            String kafka = rig.servers().kafkaBootstrapServers();
            servers.add(live(LIVE + PushMode.BATCHES.words(), PushMode.BATCHES, JSON, List.of()));
            servers.add(live(LIVE + PushMode.BATCHES.words() + ", MessagePack", PushMode.BATCHES, PACKED, List.of()));
            servers.add(live(LIVE + PushMode.COMPRESSED.words(), PushMode.COMPRESSED, JSON, List.of()));
            servers.add(live(
                    LIVE + PushMode.SINGLE.words(),
                    PushMode.SINGLE,
                    JSON,
                    List.of("--gapless.live.socket.flush-every=0ms", "--gapless.live.socket.changes-per-frame=1")));
            for (String kind : PEERS) {
                for (PushMode mode : PushMode.values()) {
                    servers.add(PeerPushServer.start(packages.folder(), kind, mode, kafka));
                }
            }
            for (PushMode mode : List.of(PushMode.SINGLE, PushMode.BATCHES)) {
                servers.add(PeerPushServer.start(packages.folder(), PeerPushServer.CEILING, mode, kafka));
            }
            return measure(servers, packages);
        } finally {
            servers.forEach(PushServer::close);
        }
    }

    private LivePushServer live(String name, PushMode mode, String subprotocol, List<String> settings)
            throws Exception {
        return LivePushServer.start(rig, name, mode, subprotocol, settings);
    }

    private BenchmarkReport measure(List<PushServer> servers, PushPackages packages) throws Exception {
        // else servers are measured, and the first one waits for subscribers, whose code is not compiled yet
        for (PushServer server : servers) {
            progress.accept("a round that does not count: " + server.name());
            fanOut(server);
        }
        latencies.clear();
        bytes.clear();
        idle.clear();
        RoundResults measured = new RoundResults();
        for (int round = 0; round < effort.rounds(); round++) {
            List<PushServer> order = round % 2 == 0 ? servers : servers.reversed();
            for (PushServer server : order) {
                progress.accept("round %d of %d: %s".formatted(round + 1, effort.rounds(), server.name()));
                measured.add(fanOut(server));
            }
        }
        BenchmarkReport report = new BenchmarkReport(
                "push", "Changes to %,d subscribers of one channel".formatted(effort.connections()), measured);
        for (String part : measured.parts()) {
            report.fact(
                    "deliveries a processor second of the server: " + part,
                    measured.figure(part, PushBenchmark::perServerSecond));
        }
        latencies.forEach((what, seen) -> report.fact(what, RoundStatistic.of(seen)));
        bytes.forEach((what, seen) -> report.fact(what, RoundStatistic.of(seen)));
        goals(report, measured);
        idle.forEach((server, seen) -> {
            if (server.startsWith(LIVE)) {
                report.goal(
                        FigureGoal.atMost("bytes an idle connection: " + server, RoundStatistic.of(seen), IDLE_BYTES));
            } else {
                report.fact("bytes an idle connection: " + server, RoundStatistic.of(seen));
            }
        });
        if (effort.manyConnections() > 0) {
            progress.accept("%,d connections".formatted(effort.manyConnections()));
            many(report, servers.getFirst());
        }
        report.note(
                "items are deliveries; goals count the server's processor time (peer) alone, not that of Kafka and of the subscribers (jvm)");
        report.note(
                "all read the changes from Kafka, make JSON of each, and send it to the channel's subscribers; frames (the ceiling) has neither source nor channels");
        report.note(
                "ws, socket.io and Spring have no batches of their own: each change a message is what their users send, and batches are written by hand here");
        report.note(
                "compressed: the live service, ws and socket.io deflate at level 1; Tomcat has no setting, and uses the JDK's default level");
        packages.sizes().forEach(report::note);
        return report;
    }

    private static double perServerSecond(PartSample sample) {
        return sample.items() / sample.cpu().other();
    }

    private static void goals(BenchmarkReport report, RoundResults measured) {
        for (String kind : PEERS) {
            goal(report, measured, PushMode.BATCHES, kind, PushMode.SINGLE, MORE_BATCHED);
            for (PushMode mode : List.of(PushMode.BATCHES, PushMode.COMPRESSED)) {
                goal(report, measured, mode, kind, mode, MORE_BATCHED);
            }
            goal(report, measured, PushMode.SINGLE, kind, PushMode.SINGLE, MORE_SINGLE);
        }
        for (PushMode mode : List.of(PushMode.SINGLE, PushMode.BATCHES)) {
            report.fact(
                    "deliveries a processor second, %s, of those of the ceiling".formatted(mode.words()),
                    ratio(measured, LIVE + mode.words(), PeerPushServer.CEILING + ", " + mode.words()));
        }
    }

    private static void goal(
            BenchmarkReport report, RoundResults measured, PushMode ours, String kind, PushMode theirs, double least) {
        report.goal(FigureGoal.atLeast(
                "deliveries a processor second, %s, of those of %s, %s".formatted(ours.words(), kind, theirs.words()),
                ratio(measured, LIVE + ours.words(), kind + ", " + theirs.words()),
                least));
    }

    private static RoundStatistic ratio(RoundResults measured, String ours, String theirs) {
        return measured.figure(round -> perServerSecond(Objects.requireNonNull(round.get(ours)))
                / perServerSecond(Objects.requireNonNull(round.get(theirs))));
    }

    private PartSample fanOut(PushServer server) throws Exception {
        rig.meter().with(server.process());
        long before = server.memory();
        try (PushSubscribers subscribers =
                new PushSubscribers(server.address(), Collections.nCopies(effort.connections(), server.dialogue()))) {
            note(idle, server.name(), (double) (server.memory() - before) / effort.connections());
            server.begin(server.mode() == PushMode.SINGLE ? SINGLE_PER_SECOND : BATCHED_PER_SECOND, TEXT_LENGTH);
            TimeUnit.MILLISECONDS.sleep(effort.warmUpMillis());
            subscribers.measuring(true);
            UsageSnapshot begin = rig.meter().mark();
            long delivered = subscribers.deliveries();
            long read = subscribers.bytesRead();
            TimeUnit.MILLISECONDS.sleep(effort.millis());
            long deliveries = subscribers.deliveries() - delivered;
            note(bytes, "bytes a delivery: " + server.name(), (double) (subscribers.bytesRead() - read) / deliveries);
            PartSample sample = rig.meter().since(begin, server.name(), deliveries);
            subscribers.measuring(false);
            long made = server.end();
            subscribers.requireDeliveries(_ -> made, server.name());
            note(latencies, "latency p50, ms: " + server.name(), subscribers.latency(0.5));
            note(latencies, "latency p99, ms: " + server.name(), subscribers.latency(0.99));
            return sample;
        } finally {
            rig.meter().alone();
        }
    }

    private void many(BenchmarkReport report, PushServer server) throws Exception {
        long before = server.memory();
        try (PushSubscribers subscribers = new PushSubscribers(
                server.address(), Collections.nCopies(effort.manyConnections(), server.dialogue()))) {
            double held = (double) (server.memory() - before) / effort.manyConnections();
            server.begin(10, TEXT_LENGTH);
            TimeUnit.MILLISECONDS.sleep(effort.millis());
            long made = server.end();
            subscribers.requireDeliveries(_ -> made, server.name());
            report.fact(
                    "bytes an idle connection, of %,d: %s".formatted(effort.manyConnections(), server.name()),
                    RoundStatistic.of(List.of(held)));
        }
    }

    private static void note(Map<String, List<Double>> figures, String what, double seen) {
        figures.computeIfAbsent(what, _ -> new ArrayList<>()).add(seen);
    }
}
