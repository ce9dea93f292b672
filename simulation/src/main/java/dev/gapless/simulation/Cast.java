package dev.gapless.simulation;

import dev.gapless.checkpoint.ledger.HintedLedger;
import dev.gapless.checkpoint.ledger.ItemLedger;
import dev.gapless.common.connector.Connector;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.message.Operation;
import dev.gapless.common.reference.ReferenceCoverage;
import dev.gapless.miner.pacing.LocalPacing;
import dev.gapless.miner.pacing.Pacing;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.instants.Backoff;
import dev.gapless.scheduler.instants.Micros;
import dev.gapless.scheduler.planning.Planner;
import dev.gapless.scheduler.planning.Reconciliations;
import dev.gapless.scheduler.progress.Judge;
import dev.gapless.simulation.actors.Auditor;
import dev.gapless.simulation.actors.CaptureActor;
import dev.gapless.simulation.actors.CoverageActor;
import dev.gapless.simulation.actors.MinerActor;
import dev.gapless.simulation.actors.Offsets;
import dev.gapless.simulation.actors.Ownership;
import dev.gapless.simulation.actors.ProcessorActor;
import dev.gapless.simulation.actors.SchedulerActor;
import dev.gapless.simulation.actors.Shared;
import dev.gapless.simulation.actors.Stage;
import dev.gapless.simulation.actors.TaskQueue;
import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.database.Database;
import dev.gapless.simulation.database.HeldTable;
import dev.gapless.simulation.faults.Chaos;
import dev.gapless.simulation.faults.Fault;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.Entry;
import dev.gapless.simulation.kafka.Log;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.oracle.Claim;
import dev.gapless.simulation.oracle.Oracle;
import dev.gapless.simulation.oracle.Row;
import dev.gapless.simulation.oracle.Verdicts;
import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.stores.SimulatedHints;
import dev.gapless.simulation.time.Chance;
import dev.gapless.simulation.time.Loop;
import dev.gapless.simulation.time.Node;
import dev.gapless.simulation.upstream.Kind;
import dev.gapless.simulation.upstream.LiveServer;
import dev.gapless.simulation.upstream.PageServer;
import dev.gapless.simulation.upstream.Version;
import dev.gapless.simulation.upstream.World;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Who takes part. */
final class Cast {

    private static final long SECOND = 1_000_000;
    private static final long SMALL_SKEW = 300_000;
    private static final long LATEST = 200 * SECOND;

    private final Loop loop;
    private final Chance chance;
    private final Chaos chaos;
    private final Oracle oracle;
    private final Set<Kind> streams;
    private final World world;
    private final LiveServer live;
    private final Stage stage;
    private final long from;
    private final List<Followed> followed;
    private final Database database;
    private final SimulatedHints hints;
    private final List<Node> processors = new ArrayList<>();
    private final GapStore gaps;
    private final Offsets offsets = new Offsets();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> schedulers = new ArrayList<>();
    private final List<Node> miners = new ArrayList<>();
    private final CoverageActor checkpoint;
    private final Map<Fault, Runnable> memories = new HashMap<>();
    private int versions;

    Cast(
            Loop loop,
            Chance chance,
            Chaos chaos,
            Oracle oracle,
            Core core,
            Connector source,
            Set<Kind> streams,
            long history) {
        this.loop = loop;
        this.chance = chance;
        this.chaos = chaos;
        this.oracle = oracle;
        this.streams = streams;
        this.world = new World(loop, chance);
        this.live = new LiveServer(world, chance, chaos, streams, oracle::hidden);
        this.from = World.at(-history);
        this.database = new Database(core, new HeldWatcher());
        this.hints = new SimulatedHints(chaos);
        this.gaps = core.gaps(Settings.LEASE, Settings.PER_ACCOUNT);
        this.stage = new Stage(
                loop,
                chance,
                chaos,
                new Log(chance, chaos, this::kept),
                world,
                live,
                new PageServer(world, chance, chaos, oracle::hidden),
                core,
                source,
                streams,
                oracle);
        this.followed = streams.stream()
                .map(kind -> new Followed(
                        Stage.id(kind),
                        Objects.requireNonNull(source.spec().streams().get(kind.word())),
                        from,
                        Micros.toInstant(world.now()),
                        source.spec().socket().silenceLimit()))
                .map(core::followed)
                .toList();
        this.checkpoint = new CoverageActor(node("checkpoint"), stage, database, offsets);
    }

    private Node node(String name) {
        Node node = new Node(name, loop, chaos::crashed);
        node.setClock(chance.between(-SMALL_SKEW, SMALL_SKEW));
        nodes.add(node);
        return node;
    }

    private void kept(Entry entry) {
        if (entry.topic() == Topic.LIVE || entry.topic() == Topic.BACKFILL) {
            CapturedRecord record = (CapturedRecord) entry.value();
            if (record.shape() == CapturedRecord.Shape.BURIED) {
                oracle.buried(ProcessorActor.position(entry), record.itemId());
            } else {
                oracle.received(ProcessorActor.position(entry), record.itemId(), record.value());
            }
        }
    }

    /** What there was before. */
    void history(Chance happenings) {
        long when = from - 20 * SECOND;
        while (when < world.now()) {
            for (Kind kind : streams) {
                made(world.happenAt(kind, when));
            }
            when += happenings.between(SECOND, 40 * SECOND);
        }
    }

    void happen(Kind kind) {
        boolean late = chaos.strikes(FaultKind.BACK_DATED);
        Version version = late ? world.appear(kind, chance.between(SECOND, LATEST)) : world.happen(kind);
        if (late) {
            oracle.hidden(version);
        }
        made(version);
        live.tell(version);
    }

    private void made(Version version) {
        versions++;
        oracle.happened(version);
    }

    int versions() {
        return versions;
    }

    /** All processes start. */
    void begin() {
        nodes.getFirst().start(checkpoint::start);
        List<Node> captures = List.of(node("capture1"), node("capture2"));
        Ownership account = new Ownership(loop, chaos, captures);
        long late = chance.oneIn(3) ? chance.between(0, 15 * SECOND) : 0;
        for (Node node : captures) {
            loop.after(late, () -> node.start(new CaptureActor(node, stage, account)::start));
        }
        schedulers();
        miners();
        processors.addAll(List.of(node("processor1"), node("processor2")));
        Ownership group = new Ownership(loop, chaos, processors);
        ItemLedger hinted = new HintedLedger(database, stage.core().hints(hints));
        processors.forEach(
                node -> node.start(new ProcessorActor(node, stage, group, offsets, database, hinted)::start));
    }

    private void schedulers() {
        schedulers.addAll(List.of(node("scheduler1"), node("scheduler2")));
        Shared shared = new Shared(gaps, new Ownership(loop, chaos, schedulers));
        Backoff backoff = new Backoff(chance.split());
        for (Node node : schedulers) {
            node.setClock(chance.between(-SMALL_SKEW, 0));
            node.start(new SchedulerActor(
                    node,
                    stage,
                    shared,
                    checkpoint,
                    followed,
                    new Planner(Settings.PLANNING),
                    new Reconciliations(Settings.PLANNING),
                    new Judge(Settings.PROGRESS, backoff),
                    backoff)::start);
        }
    }

    private void miners() {
        TaskQueue queue = new TaskQueue(loop, stage.log());
        Clock steady = new Node("redis", loop, where -> {}).clock();
        Pacing pacing = new LocalPacing(steady, () -> loop.now() * 1_000);
        for (int i = 1; i <= 3; i++) {
            Node node = node("miner" + i);
            miners.add(node);
            node.start(
                    new MinerActor(node, stage, queue, pacing, steady, database, offsets, Settings.slice(chance))
                            ::start);
        }
    }

    /** What the plan says happens now. */
    void suffer(Fault fault) {
        Node node = nodes.get(fault.target() % nodes.size());
        switch (fault.kind()) {
            case DROP -> struckIf(FaultKind.DROP, live.drop());
            case UNANSWERED -> struckIf(FaultKind.UNANSWERED, live.mute());
            case HALF_OPEN -> struckIf(FaultKind.HALF_OPEN, live.halfOpen());
            case CRASH -> node.dieAtPoint((int) fault.size(), chance.between(SECOND / 5, 10 * SECOND));
            case KILL -> node.kill(chance.between(SECOND / 5, 10 * SECOND));
            case PAUSE -> {
                node.standStill(fault.size());
                chaos.struck(FaultKind.PAUSE);
            }
            case CLOCK_JUMP -> {
                node.shiftClock(
                        schedulers.contains(node) || miners.contains(node) ? -Math.abs(fault.size()) : fault.size());
                chaos.struck(FaultKind.CLOCK_JUMP);
            }
            case FORGOTTEN_OFFSETS -> leave(this::forget);
            case EXPIRED -> leave(() -> expire(fault.target()));
            case MORE_PARTITIONS -> {
                stage.log().addPartition(fault.target() % 2 == 0 ? Topic.LIVE : Topic.BACKFILL);
                chaos.struck(FaultKind.MORE_PARTITIONS);
            }
            case OLDER_DATABASE -> goBack(fault);
            case SCHEDULER_AHEAD -> {
                schedulers.get(fault.target() % schedulers.size()).shiftClock(fault.size());
                chaos.struck(FaultKind.SCHEDULER_AHEAD);
            }
            case MINER_AHEAD -> {
                miners.get(fault.target() % miners.size()).shiftClock(fault.size());
                chaos.struck(FaultKind.MINER_AHEAD);
            }
            case BLIND -> {
                live.blind(fault.target());
                chaos.begin(fault);
            }
            default -> chaos.begin(fault);
        }
    }

    /** No processor is there for a while; this happens before one comes back, unless one came back earlier. */
    private void leave(Runnable meanwhile) {
        long away = chance.between(3 * SECOND, 8 * SECOND);
        processors.forEach(node -> node.kill(away));
        List<Integer> lives = processors.stream().map(Node::incarnation).toList();
        loop.after(away - SECOND / 10, () -> {
            boolean stillAway = processors.stream().noneMatch(Node::isUp)
                    && lives.equals(processors.stream().map(Node::incarnation).toList());
            if (stillAway) {
                meanwhile.run();
            }
        });
    }

    /** Long before the log forgets, the ledger has been told; only not when it stood still meanwhile. */
    private void forget() {
        if (checkpoint.knowsWhatIsPublished()) {
            offsets.forget();
            chaos.struck(FaultKind.FORGOTTEN_OFFSETS);
        }
    }

    /** Of one captured partition the log deletes what is old, whether or not it was read. */
    private void expire(int target) {
        Topic topic = target % 2 == 0 ? Topic.LIVE : Topic.BACKFILL;
        int partition = target / 2 % stage.log().partitions(topic);
        long end = stage.log().end(topic, partition);
        long next = ProcessorActor.next(stage, offsets, topic, partition);
        List<Entry> gone = stage.log().expire(topic, partition, Math.max(0, end - chance.below(3)));
        Set<String> held = rows().stream().map(Row::item).collect(Collectors.toSet());
        gone.forEach(entry -> {
            String item = ((CapturedRecord) entry.value()).itemId();
            oracle.expired(ProcessorActor.position(entry), item, held.contains(item));
        });
        struckIf(FaultKind.EXPIRED, gone.stream().anyMatch(entry -> entry.offset() >= next));
    }

    /** What the databases are is kept, in case they come back as they were now. */
    void remember(Fault fault) {
        int age = database.age();
        GapStore then = gaps.copy();
        memories.put(fault, () -> {
            database.goBack(age);
            gaps.become(then);
        });
    }

    private void goBack(Fault fault) {
        Objects.requireNonNull(memories.get(fault)).run();
        hints.clear();
        oracle.wentBack(rows());
        chaos.struck(FaultKind.OLDER_DATABASE);
    }

    private void struckIf(FaultKind kind, boolean struck) {
        if (struck) {
            chaos.struck(kind);
        }
    }

    /** Nothing goes wrong any more. */
    void calm() {
        chaos.end();
        live.seeing();
        nodes.forEach(Node::calm);
    }

    boolean isThrough(long until) {
        return live.hasToldAll()
                && nodes.stream().allMatch(Node::isUp)
                && checkpoint.isThrough()
                && ProcessorActor.isThrough(stage, offsets)
                && !database.held().isWaiting()
                && missing(until).isEmpty();
    }

    private List<Range> missing(long until) {
        List<Range> missing = new ArrayList<>();
        for (Followed stream : followed) {
            missing.addAll(database.coverage()
                    .missing(new Horizon(
                            stream.stream(),
                            from,
                            World.at(until),
                            stream.spec().aspects())));
        }
        return missing;
    }

    String whatIsLeft(long until) {
        return "missing %s, gaps %s, log through %s/%s"
                .formatted(
                        missing(until),
                        gaps.unfinished(),
                        checkpoint.isThrough(),
                        ProcessorActor.isThrough(stage, offsets));
    }

    /** @return false when the audit found nothing */
    boolean audit(long until) {
        Auditor auditor = new Auditor(stage, database);
        boolean found = false;
        for (Kind kind : streams) {
            found |= auditor.look(kind, from, World.at(until));
        }
        return found;
    }

    void judge(long until) {
        List<Row> rows = rows();
        Verdicts verdicts = new Verdicts(oracle, rows, claims());
        streams.forEach(kind -> verdicts.judge(kind, from, World.at(until)));
        verdicts.judgeLedger();
    }

    private List<Row> rows() {
        return database.ledger().held().stream().map(Cast::row).toList();
    }

    private static Row row(Item item) {
        byte[] payload = item.payload();
        return new Row(
                item.itemId(),
                item.version(),
                item.operation() == Operation.DELETE,
                payload == null ? "" : new String(payload, StandardCharsets.UTF_8));
    }

    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (Kind kind : streams) {
            database.coverage()
                    .byId(Stage.id(kind))
                    .values()
                    .forEach(window -> window.covered()
                            .ranges()
                            .forEach(range -> claims.add(new Claim(
                                    kind,
                                    window.door() == Door.LIVE,
                                    window.aspects().contains(Aspect.CREATIONS),
                                    window.aspects().contains(Aspect.EDITS),
                                    window.aspects().contains(Aspect.DELETIONS),
                                    range.from(),
                                    range.to()))));
        }
        return claims;
    }

    /** Holds what is called held against what the ledger has, whenever one of them has changed. */
    private final class HeldWatcher implements Database.Watcher {

        @Override
        public void gained(HeldTable.Gain gain) {
            oracle.held(claim(gain.window(), gain.range()), rows());
        }

        @Override
        public void wentBack() {
            for (HeldTable.Window window : database.held().windows()) {
                for (Range range : database.held().of(window)) {
                    oracle.held(claim(window, range), rows());
                }
            }
        }

        private Claim claim(HeldTable.Window window, Range range) {
            ReferenceCoverage.Held claimed = Objects.requireNonNull(
                    database.coverage().byId(window.stream()).get(window.id()));
            return CoverageActor.claim(
                    window.stream().stream(), claimed.door() == Door.LIVE, claimed.aspects(), range.from(), range.to());
        }
    }

    void end() {
        nodes.forEach(Node::endThread);
    }
}
