package dev.gapless.benchmarks.push;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.position.StreamId;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Measures the live service as its clients see it. Measures the age of a captured frame on arrival, many channels on
 * one connection, and misbehaving neighbours. Compares a WebSocket with polling.
 */
public final class LiveClientBenchmark {

    private static final String PROTOCOL = "gapless.v1.json";
    private static final int TEXT_LENGTH = 300;
    private static final int PATH_PER_SECOND = 2_000;
    private static final int CLIENTS = 100;
    private static final int CHANNELS = 500;
    private static final int CHANNELS_A_CLIENT = 50;
    private static final int NEIGHBOUR_PER_SECOND = 50;
    private static final int POLLED_PER_SECOND = 167;
    private static final long POLL_MILLIS = 5_000;
    private static final double PATH_P50 = 15;
    private static final double PATH_P99 = 60;
    private static final double MORE_BY_HOSTILES = 1.1;

    /** Of a round that does not count. */
    private static final int UNCOUNTED = -1;

    private static final String RATIO = "neighbours: p99 with hostile clients, of that without";
    private static final Pattern STAMP = Pattern.compile("~([0-9]{13})");

    /** One worker has the fewest transactions, and so the shortest way of a change on few processors. */
    public static final List<String> SETTINGS = List.of("--gapless.processor.intake.workers=1");

    private final BenchmarkRig rig;
    private final int rounds;
    private final long warmUpMillis;
    private final long millis;
    private final Consumer<String> progress;
    private final RoundResults measured = new RoundResults();
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    /** @param quick for one short round */
    public LiveClientBenchmark(BenchmarkRig rig, boolean quick, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.rounds = quick ? 1 : rounds;
        this.warmUpMillis = quick ? 2_000 : 10_000;
        this.millis = quick ? 3_000 : 15_000;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        try (LivePushServer quick = LivePushServer.start(
                        rig,
                        "frames every 5 ms",
                        PushMode.BATCHES,
                        PROTOCOL,
                        List.of("--gapless.live.socket.flush-every=5ms"));
                LivePushServer usual =
                        LivePushServer.start(rig, "frames every 100 ms", PushMode.BATCHES, PROTOCOL, List.of())) {
            // else what is measured first waits for code that is not compiled yet
            progress.accept("a round that does not count");
            wholePath(quick, UNCOUNTED);
            wholePath(usual, UNCOUNTED);
            figures.clear();
            for (int round = 0; round < rounds; round++) {
                for (LivePushServer server : List.of(quick, usual)) {
                    progress.accept("round %d of %d: captured frames, %s".formatted(round + 1, rounds, server.name()));
                    wholePath(server, round);
                }
                progress.accept("round %d of %d: many channels".formatted(round + 1, rounds));
                manyChannels(usual);
                progress.accept("round %d of %d: neighbours".formatted(round + 1, rounds));
                neighbours(usual);
                progress.accept("round %d of %d: polling".formatted(round + 1, rounds));
                polling(usual);
            }
            return report(quick, usual);
        }
    }

    private BenchmarkReport report(LivePushServer quick, LivePushServer usual) {
        BenchmarkReport report = new BenchmarkReport("live", "What clients of the live service notice", measured);
        figures.forEach((what, seen) -> report.fact(what, RoundStatistic.of(seen)));
        report.goal(FigureGoal.atMost("captured frame to client p50, ms", figure(path(quick, 50)), PATH_P50))
                .goal(FigureGoal.atMost("captured frame to client p99, ms", figure(path(quick, 99)), PATH_P99))
                .goal(FigureGoal.atMost(
                        "neighbours' p99 with hostile clients, of that without", figure(RATIO), MORE_BY_HOSTILES));
        report.note("captured frame: from the record's way to Kafka, through processor, ledger and %s"
                .formatted("changes, to the client's socket; %,d a second, %d clients"
                        .formatted(PATH_PER_SECOND, CLIENTS)));
        report.note("the goals' figures are those of %s; %s is the default".formatted(quick.name(), usual.name()));
        return report;
    }

    private RoundStatistic figure(String what) {
        return RoundStatistic.of(figures.getOrDefault(what, List.of()));
    }

    private static String path(LivePushServer server, int percent) {
        return "captured frame to client p%d, ms: %s".formatted(percent, server.name());
    }

    /** Each client has an account of its own. */
    private void wholePath(LivePushServer server, int round) throws Exception {
        String run = "path-%d-%d".formatted(server.address().getPort(), round);
        List<StreamId> channels = CapturedPostFeed.channels(run, CLIENTS);
        String ticket = server.ticket();
        TopicAges ages = new TopicAges(rig.servers().kafkaBootstrapServers());
        rig.meter().with(server.process());
        rig.intake().resume();
        try (PushSubscribers subscribers = new PushSubscribers(
                server.address(),
                channels.stream()
                        .map(channel -> server.dialogue(ticket, List.of(channel)))
                        .toList())) {
            CapturedPostFeed feed =
                    new CapturedPostFeed(rig.servers().kafkaBootstrapServers(), channels, PATH_PER_SECOND, run);
            PartSample sample = measure(subscribers, "captured frame to client, " + server.name(), ages::measuring);
            long made = feed.end();
            subscribers.requireDeliveries(client -> inTurn(made, CLIENTS, client), server.name());
            if (round == UNCOUNTED) {
                return;
            }
            measured.add(sample);
            note(path(server, 50), subscribers.latency(0.5));
            note(path(server, 99), subscribers.latency(0.99));
            ages.end();
            for (String topic : TopicAges.TOPICS) {
                note("captured frame in %s p50, ms: %s".formatted(topic, server.name()), ages.age(topic, 0.5));
                note("captured frame in %s p99, ms: %s".formatted(topic, server.name()), ages.age(topic, 0.99));
            }
        } finally {
            rig.intake().pause();
            rig.meter().alone();
            // it fails when the topics could not be read
            ages.end();
        }
    }

    /** How many of so many changes, made of each of so many channels in turn, are of this one. */
    private static long inTurn(long made, int channels, int channel) {
        return made / channels + (channel < made % channels ? 1 : 0);
    }

    private PartSample measure(PushSubscribers subscribers, String part) throws Exception {
        return measure(subscribers, part, _ -> {});
    }

    /** @param more is told when ages count too, and when no longer */
    private PartSample measure(PushSubscribers subscribers, String part, Consumer<Boolean> more) throws Exception {
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        subscribers.measuring(true);
        more.accept(true);
        UsageSnapshot begin = rig.meter().mark();
        long delivered = subscribers.deliveries();
        TimeUnit.MILLISECONDS.sleep(millis);
        PartSample sample = rig.meter().since(begin, part, Math.max(1, subscribers.deliveries() - delivered));
        subscribers.measuring(false);
        more.accept(false);
        return sample;
    }

    private void manyChannels(LivePushServer server) throws Exception {
        List<StreamId> channels = IntStream.range(0, CHANNELS)
                .mapToObj(number -> new StreamId("bench", "many-" + number, "posts"))
                .toList();
        String ticket = server.ticket();
        List<SubscriberDialogue> dialogues = IntStream.range(0, CLIENTS)
                .mapToObj(client -> server.dialogue(
                        ticket,
                        IntStream.range(0, CHANNELS_A_CLIENT)
                                .mapToObj(number -> channels.get(channel(client, number)))
                                .toList()))
                .toList();
        rig.meter().with(server.process());
        try (PushSubscribers subscribers = new PushSubscribers(server.address(), dialogues)) {
            // each channel once a second
            server.begin(channels, CHANNELS, TEXT_LENGTH);
            String part = "%d clients of %d channels".formatted(CLIENTS, CHANNELS_A_CLIENT);
            PartSample sample = measure(subscribers, part);
            long made = server.end();
            subscribers.requireDeliveries(
                    client -> IntStream.range(0, CHANNELS_A_CLIENT)
                            .mapToLong(number -> inTurn(made, CHANNELS, channel(client, number)))
                            .sum(),
                    part);
            measured.add(sample);
            note(part + ": p50, ms", subscribers.latency(0.5));
            note(part + ": p99, ms", subscribers.latency(0.99));
        } finally {
            rig.meter().alone();
        }
    }

    private static int channel(int client, int number) {
        return (client * CHANNELS_A_CLIENT + number) % CHANNELS;
    }

    private void neighbours(LivePushServer server) throws Exception {
        double alone = neighbours(server, server.dialogue(), "neighbours, alone");
        double beside;
        SubscriberDialogue dialogue = server.dialogue();
        try (HostileClients hostiles = new HostileClients(server.address(), dialogue)) {
            beside = neighbours(server, dialogue, "neighbours, beside hostile clients");
            note("hostile clients: connections tried", hostiles.attempts());
            note("hostile clients: connections cut", hostiles.thrownOut());
        }
        note("neighbours: p99 alone, ms", alone);
        note("neighbours: p99 beside hostile clients, ms", beside);
        note(RATIO, beside / Math.max(1, alone));
    }

    private double neighbours(LivePushServer server, SubscriberDialogue dialogue, String part) throws Exception {
        rig.meter().with(server.process());
        try (PushSubscribers subscribers = new PushSubscribers(
                server.address(),
                IntStream.range(0, CLIENTS).mapToObj(_ -> dialogue).toList())) {
            server.begin(NEIGHBOUR_PER_SECOND, TEXT_LENGTH);
            PartSample sample = measure(subscribers, part);
            long made = server.end();
            subscribers.requireDeliveries(_ -> made, part);
            measured.add(sample);
            return subscribers.latency(0.99);
        } finally {
            rig.meter().alone();
        }
    }

    /** One client that looks every five seconds, beside one on a WebSocket. */
    private void polling(LivePushServer server) throws Exception {
        String ticket = server.ticket();
        SubscriberDialogue dialogue = server.dialogue();
        String offset = next(server.ask(server.channel(), ticket, ""));
        try (PushSubscribers subscribers = new PushSubscribers(server.address(), List.of(dialogue))) {
            subscribers.measuring(true);
            server.begin(POLLED_PER_SECOND, TEXT_LENGTH);
            List<Long> ages = new ArrayList<>();
            long bytes = 0;
            long rest = warmUpMillis + millis;
            for (; rest > 0; rest -= POLL_MILLIS) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                boolean more = true;
                while (more) {
                    HttpResponse<String> answer = server.ask(server.channel(), ticket, "offset=" + offset);
                    offset = next(answer);
                    more = answer.headers().firstValue("Stream-Up-To-Date").isEmpty();
                    bytes += answer.body().length();
                    long now = System.currentTimeMillis();
                    for (Matcher stamp = STAMP.matcher(answer.body()); stamp.find(); ) {
                        ages.add(now - Long.parseLong(stamp.group(1)));
                    }
                }
            }
            long made = server.end();
            subscribers.requireDeliveries(_ -> made, "WebSocket beside polling");
            ages.sort(Long::compare);
            note("WebSocket, bytes a change", (double) subscribers.bytesRead() / subscribers.deliveries());
            note("WebSocket: p50, ms", subscribers.latency(0.5));
            note("WebSocket: p95, ms", subscribers.latency(0.95));
            note("polling every 5 s, bytes a change", (double) bytes / ages.size());
            note("polling every 5 s: p50, ms", ages.get(ages.size() / 2));
            note("polling every 5 s: p95, ms", ages.get(ages.size() * 95 / 100));
        }
    }

    private static String next(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Stream-Next-Offset")
                .orElseThrow(() -> new IllegalStateException("no offset, status %d".formatted(answer.statusCode())));
    }

    private void note(String what, double seen) {
        figures.computeIfAbsent(what, _ -> new ArrayList<>()).add(seen);
    }
}
