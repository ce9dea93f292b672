package dev.gapless.simulation.database;

import dev.gapless.checkpoint.items.commit.CommitOutcome;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.common.position.StreamId;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.reference.ReferenceCoverage.Held;
import dev.gapless.reference.ReferenceLedger;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.database.HeldTable.Gain;
import dev.gapless.simulation.kafka.SimulatedTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint service's database: items, floors, what is claimed and what is held. It remembers what was done to it,
 * so that it can come back as it was a while ago.
 */
public final class SimulatedDatabase implements ItemLedger {

    /** Is told what is held from now on, while the ledger is as it is then. */
    public interface Watcher {
        void gained(Gain gain);

        /** A plan of the stream may depend on what was written. */
        void changed(StreamId stream);

        /** Anything may be otherwise than it was. */
        void wentBack();
    }

    /** A window that was not heard of for this long is news, in µs. */
    private static final long KNOWN_FOR = 5_000_000;

    private final ComponentFactory core;
    private final Watcher watcher;
    private final List<Consumer<SimulatedDatabase>> done = new ArrayList<>();
    private ReferenceLedger ledger;
    private ReferenceCoverage coverage;
    private FloorTable floors;
    private HeldTable held;
    private WalkCheckpointTable walks = new WalkCheckpointTable();
    private long appliedTo;

    public SimulatedDatabase(ComponentFactory core, Watcher watcher) {
        this.core = core;
        this.watcher = watcher;
        this.ledger = core.ledger();
        this.coverage = core.coverage();
        this.floors = new FloorTable(core);
        this.held = new HeldTable(coverage, floors, core);
    }

    public ReferenceLedger ledger() {
        return ledger;
    }

    public ReferenceCoverage coverage() {
        return coverage;
    }

    public HeldTable held() {
        return held;
    }

    @Override
    public CommitOutcome commit(List<Item> items, List<DecidedSpan> decided) {
        List<ItemDecision> verdicts = new ArrayList<>();
        Set<DecidedSpan> behind = new HashSet<>();
        act(database -> {
            verdicts.clear();
            behind.clear();
            decided.stream().filter(span -> !database.floors.reaches(span)).forEach(behind::add);
            if (!behind.isEmpty()) {
                items.forEach(item -> verdicts.add(new ItemDecision(Decision.STALE, false)));
                return;
            }
            decided.forEach(database.floors::advance);
            items.stream()
                    .map(database.ledger::decide)
                    .map(answer -> new ItemDecision(answer.decision(), answer.firstOfVersion()))
                    .forEach(verdicts::add);
        });
        return new CommitOutcome(verdicts, behind);
    }

    /** @see WalkCheckpointTable#claim */
    public Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) {
        AtomicReference<Optional<WalkCheckpoint>> answer = new AtomicReference<>(Optional.empty());
        act(database -> answer.set(database.walks.claim(claim)));
        return answer.get();
    }

    /** @see WalkCheckpointTable#move */
    public OptionalLong move(WalkCheckpointMove move) {
        AtomicReference<OptionalLong> answer = new AtomicReference<>(OptionalLong.empty());
        act(database -> answer.set(database.walks.move(move)));
        return answer.get();
    }

    /** @see FloorTable#note */
    public @Nullable Floor note(SimulatedTopic topic, int partition, @Nullable Long start, @Nullable Long published) {
        @Nullable Floor[] noted = new @Nullable Floor[1];
        act(database -> noted[0] = database.floors.note(topic, partition, start, published));
        return noted[0];
    }

    /** The offset below which all records of the partition are decided. */
    public long decided(SimulatedTopic topic, int partition) {
        return floors.decided(topic, partition);
    }

    /** @return false when a later writer has taken the window over, and nothing was changed */
    public boolean apply(CoverageReport report, long now) {
        boolean[] applied = new boolean[1];
        act(database -> applied[0] = database.report(report, now));
        return applied[0];
    }

    private boolean report(CoverageReport report, long now) {
        Held before = coverage.byId(report.stream()).get(report.windowId());
        boolean applied = coverage.apply(report, now);
        if (applied) {
            held.reported(report, before == null ? Coverage.empty() : before.covered())
                    .forEach(watcher::gained);
            Held after = Objects.requireNonNull(coverage.byId(report.stream()).get(report.windowId()));
            if (isWorthAPlan(before, after)) {
                watcher.changed(report.stream());
            }
        }
        return applied;
    }

    /** All but a live window that grows on where it ended, having been heard of within five seconds. */
    private static boolean isWorthAPlan(@Nullable Held before, Held after) {
        return before == null
                || after.path() != IngestPath.LIVE
                || before.open() != after.open()
                || after.reportedAt() - before.reportedAt() > KNOWN_FOR
                || after.reach() > covered(after, before.reach())
                || !holes(before).equals(holes(after));
    }

    private static long covered(Held window, long otherwise) {
        List<Range> ranges = window.covered().ranges();
        return ranges.isEmpty() ? otherwise : ranges.getLast().to();
    }

    private static List<Range> holes(Held window) {
        List<Range> ranges = window.covered().ranges();
        return ranges.isEmpty()
                ? List.of()
                : window.covered()
                        .missingFrom(Range.of(
                                ranges.getFirst().from(), ranges.getLast().to()))
                        .ranges();
    }

    public void apply(CoverageRetraction retraction) {
        act(database -> database.cut(retraction));
    }

    private void cut(CoverageRetraction retraction) {
        coverage.apply(retraction);
        watcher.changed(retraction.stream());
    }

    /** How far the topic of coverage was applied. */
    public long appliedTo() {
        return appliedTo;
    }

    public void appliedTo(long offset) {
        act(database -> database.appliedTo = offset);
    }

    /** What waits for floors that are there is held from now on. */
    public void promote() {
        act(database -> database.held.promote().forEach(database::hold));
    }

    /** What an open live window holds is behind its end by moments, and no plan depends on it. */
    private void hold(Gain gain) {
        watcher.gained(gain);
        StreamId stream = gain.window().stream();
        Held window = coverage.byId(stream).get(gain.window().id());
        if (window == null || !window.open() || window.path() != IngestPath.LIVE) {
            watcher.changed(stream);
        }
    }

    /** What stands on lost records is claimed no longer. */
    public void cutLost(Instant now) {
        act(database -> database.held.lost(now).forEach(database::cut));
    }

    private void act(Consumer<SimulatedDatabase> write) {
        done.add(write);
        write.accept(this);
    }

    /**
     * What it is now, for later: its operator restores the database to that state, which then knows nothing of what was
     * done since. What was done before an earlier return, and undone by it, is there again if it was there now.
     */
    public Runnable remember() {
        List<Consumer<SimulatedDatabase>> kept = List.copyOf(done);
        return () -> become(kept);
    }

    private void become(List<Consumer<SimulatedDatabase>> kept) {
        done.clear();
        done.addAll(kept);
        SimulatedDatabase then = new SimulatedDatabase(core, new Watcher() {
            @Override
            public void gained(Gain gain) {}

            @Override
            public void changed(StreamId stream) {}

            @Override
            public void wentBack() {}
        });
        kept.forEach(write -> write.accept(then));
        ledger = then.ledger;
        coverage = then.coverage;
        floors = then.floors;
        held = then.held;
        walks = then.walks;
        appliedTo = then.appliedTo;
        watcher.wentBack();
    }
}
