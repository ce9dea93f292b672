package dev.gapless.simulation.core;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.checkpoint.items.cache.DuplicateCache;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveSession;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.reference.ReferenceLedger;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.NextLook.Look;
import dev.gapless.scheduler.planning.StreamPlan;
import dev.gapless.scheduler.progress.DispatchedGapState;
import dev.gapless.scheduler.progress.GapTransition;
import dev.gapless.scheduler.progress.GapTransitions;
import dev.gapless.scheduler.stops.StopRow;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.stores.GapStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/** What of the core is simulated: the real thing. A test replaces a part by one with a bug, to see that it is found. */
public class ComponentFactory {

    /** The shortest range that is asked for to learn what a source keeps: a second. */
    private static final long SMALLEST = 1_000_000;

    /** Shorter than in life, as leases are. */
    private static final Duration UNHEARD_HOLD = Duration.ofSeconds(2);

    private static final Duration UNHEARD_CLOSE = Duration.ofSeconds(6);

    public LiveSession session(Connector source, String account) {
        return source.session(account);
    }

    /** What is longer is kept as a dead letter. */
    public RecordLimit limit() {
        return new RecordLimit(SimulatedLog.MAX_RECORD);
    }

    /** What the capture sends goes through this. */
    public CapturePublisher captured(CapturePublisher log) {
        return log;
    }

    /** The source, as miners speak to it. */
    public Connector mined(Connector source) {
        return source;
    }

    /** What a miner sends goes through this. */
    public dev.gapless.miner.delivery.RecordPublisher delivered(dev.gapless.miner.delivery.RecordPublisher log) {
        return log;
    }

    public StreamPlan plan(GapPlanner planner, FollowedStream stream, Entry answer, List<GapRow> gaps, Instant now) {
        return planner.plan(stream, answer, gaps, now);
    }

    /** When the stream is planned again if nothing is heard of it. */
    public Look next(Look look, Entry answer, Instant now) {
        return look;
    }

    public GapTransition judge(GapTransitions judge, MiningProgress slice, DispatchedGapState gap, Instant now) {
        return judge.after(slice, gap, SMALLEST, now);
    }

    public ReferenceLedger ledger() {
        return new ReferenceLedger();
    }

    public ReferenceCoverage coverage() {
        return new ReferenceCoverage();
    }

    public GapStore gaps(Duration lease, int perAccount) {
        return new GapStore(lease, perAccount);
    }

    /** What says which upstream calls may begin. */
    public UpstreamGate gate(GuardedWork work, LongSupplier nanos) {
        return new UpstreamGate(work, UNHEARD_HOLD, UNHEARD_CLOSE, nanos);
    }

    /** A stop of which another part is released now. */
    public StopRow released(StopRow stop, StopRelease part, long generation) {
        return stop.released(part, generation);
    }

    /** True when a scheduler notices that replicas obey what its database does not know. */
    public boolean noticesLaterGenerations() {
        return true;
    }

    /** True when a scheduler looks at its token before it writes. */
    public boolean schedulersLookAtTheirTokens() {
        return true;
    }

    public DuplicateCache hints(DuplicateCache cache) {
        return cache;
    }

    public RateLimiter pacing(RateLimiter shared) {
        return shared;
    }

    public FollowedStream followed(FollowedStream stream) {
        return stream;
    }

    /** True when a processor says how far it is before it is. */
    public boolean offsetsFirst() {
        return false;
    }

    /** True when what is claimed is called held without waiting for the floors. */
    public boolean holdsAtOnce() {
        return false;
    }

    /** True when a floor rises over a span only that begins below it. */
    public boolean floorsRiseWithoutABreak() {
        return true;
    }

    /** True when it is noted which records the log has deleted unread. */
    public boolean notesLostRecords() {
        return true;
    }

    /** True when a processor learns that a topic has got more partitions. */
    public boolean learnsOfPartitions() {
        return true;
    }

    /** True when what stands on records that were lost unread is claimed no longer. */
    public boolean cutsWhatStandsOnLostRecords() {
        return true;
    }

    /** True when a processor asks the ledger, and not only the log, where to go on. */
    public boolean goesOnAtTheFloor() {
        return true;
    }

    /** True when a processor that decides again what the ledger has lost publishes none of it. */
    public boolean knowsWhatIsPublished() {
        return true;
    }

    /** True when the log takes nothing from a processor that has lost its partitions. */
    public boolean fencesProcessors() {
        return true;
    }

    /** True when a processor notes which history it is about to decide. */
    public boolean notesHistory() {
        return true;
    }
}
