package dev.gapless.simulation.actors;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.secret.Secret;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.delivery.RecordPublisher.OutgoingRecord;
import dev.gapless.miner.fetch.ClockSkewTracker;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.ratelimit.CredentialQuotas;
import dev.gapless.miner.ratelimit.QuotaRunway;
import dev.gapless.miner.slice.CredentialPools;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.miner.ratelimit.RetryBudget;
import dev.gapless.miner.ratelimit.UpstreamBreakers;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.miner.walk.MiningSliceFactory;
import dev.gapless.miner.walk.SliceResources;
import dev.gapless.miner.walk.TaskMiner;
import dev.gapless.simulation.actors.TaskQueue.Taken;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.Invariant;
import dev.gapless.simulation.stops.StoppedReplica;
import dev.gapless.simulation.time.SimulatedNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A miner: one task after the other, on a thread that waits in virtual time. */
public final class MinerActor {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Of one instant differ by so much, by the core's own word. */
    private static final long TWO_READINGS = 50 * SimulationContext.MILLI;

    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final TaskQueue queue;
    private final Clock clock;
    private final RateLimiter pacing;
    private final UpstreamBreakers breakers;
    private final CredentialQuotas quotas;
    private final QuotaRunway runway;
    private final RetryBudget retries = new RetryBudget(NO_METERS);
    private final SimulatedDatabase database;
    private final GroupOffsets offsets;
    private final SliceProperties properties;
    private final StoppedReplica stops;
    private ClockSkewTracker clocks;
    private List<StreamId> mined = List.of();

    public MinerActor(
            SimulatedNode node,
            SimulationContext stage,
            TaskQueue queue,
            RateLimiter shared,
            Clock shareds,
            SimulatedDatabase database,
            GroupOffsets offsets,
            SliceProperties properties) {
        this.node = node;
        this.stage = stage;
        this.queue = queue;
        this.clock = node.clock();
        this.quotas = new CredentialQuotas(() -> stage.loop().now() * 1_000);
        this.runway = new QuotaRunway(() -> stage.loop().now() * 1_000, NO_METERS);
        this.breakers = new UpstreamBreakers(clock, () -> stage.loop().now() * 1_000, NO_METERS);
        this.pacing = new SharedRateLimiter(stage.core().pacing(shared), shareds, clock);
        this.database = database;
        this.offsets = offsets;
        this.properties = properties;
        this.stops = stage.stops().replica(node, GuardedWork.MINING);
        this.clocks = new ClockSkewTracker(clock, () -> stage.loop().now() * 1_000, new CompositeMeterRegistry());
    }

    /** What it knew of the sources' clocks dies with the process. */
    public void start() {
        clocks = new ClockSkewTracker(clock, () -> stage.loop().now() * 1_000, new CompositeMeterRegistry());
        stops.start();
        next();
    }

    private void next() {
        Taken taken = queue.take();
        if (taken == null) {
            node.after(stage.chance().between(50 * SimulationContext.MILLI, 400 * SimulationContext.MILLI), this::next);
        } else {
            node.thread(() -> {
                mine(taken);
                node.after(stage.travel(), this::next);
            });
        }
    }

    private void mine(Taken taken) throws InterruptedException {
        mined = List.of(taken.task().stream());
        Connector source = stage.core().mined(stage.source());
        AckedPublisher delivery = new AckedPublisher(
                stage.core().delivered(this::send),
                this::awaitAcknowledged,
                TIMEOUT,
                stage.core().limit(),
                NO_METERS,
                RecordTracer.OFF);
        MiningSliceFactory slices = new MiningSliceFactory(
                new SliceResources(
                        this::fetch,
                        new CredentialPools(new NoCredentials(), clock),
                        pacing,
                        breakers,
                        retries,
                        quotas,
                        runway,
                        clocks,
                        stops.gate()),
                new MinersLedger(node, stage, database, offsets),
                new SimulatedWalkCheckpoints(node, stage, database),
                delivery,
                new Patience(),
                RetryBackoff.fullJitter(
                        properties.firstBackoff(),
                        properties.maxBackoff(),
                        stage.chance().split()),
                NO_METERS,
                clock,
                properties);
        MiningProgress progress =
                new TaskMiner(name -> source, slices, NO_METERS, clock, properties).mine(taken.task());
        if (progress.reason() != null && progress.reason().startsWith("internal error")) {
            stage.oracle().broken(Invariant.BUG, progress.reason());
        }
        node.reached("slice ended");
        delivery.progress(progress);
        node.reached("progress told");
        queue.end(taken);
    }

    private FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most) {
        node.reached("fetch");
        stops.calls(mined);
        if (stage.pages().wishesNoCalls(TWO_READINGS)) {
            stage.oracle().broken(Invariant.LIMIT_BROKEN, node.name());
        }
        node.await(stage.chance().between(2 * SimulationContext.MILLI, 60 * SimulationContext.MILLI));
        if (stage.chaos().strikes(FaultKind.TIMEOUT)) {
            node.await(Math.min(most.toNanos() / 1_000, 5 * SimulationContext.SECOND));
            return new FetchResult(new FetchOutcome.TransientFault(FetchOutcome.Cause.TIMEOUT, "no answer in time"));
        }
        FetchOutcome answer = stage.pages().answer(call.uri());
        Instant date = stage.world().date();
        node.await(stage.chance().between(2 * SimulationContext.MILLI, 60 * SimulationContext.MILLI));
        node.reached("fetched");
        clocks.answered(SimulationContext.SOURCE, date, Duration.ZERO);
        return new FetchResult(
                answer instanceof FetchOutcome.Throttled(Instant retryAt) && retryAt != null ? heard(retryAt) : answer);
    }

    /** The source says how long, and the miner reckons from when it hears it. */
    private FetchOutcome heard(Instant retryAt) {
        Duration wish = Duration.between(SimulatedNode.EPOCH, retryAt);
        stage.pages().heard(wish);
        return new FetchOutcome.Throttled(clock.instant().plus(wish));
    }

    private CompletableFuture<RecordPlace> send(OutgoingRecord parcel) {
        node.reached("parcel");
        CompletableFuture<RecordPlace> acknowledged = new CompletableFuture<>();
        stage.log().send(node, topic(parcel), parcel.key(), content(parcel), (place, failure) -> {
            if (failure == null) {
                acknowledged.complete(place);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    private static SimulatedTopic topic(OutgoingRecord parcel) {
        return switch (parcel.topic()) {
            case TopicNames.CAPTURED_BACKFILL -> SimulatedTopic.BACKFILL;
            case TopicNames.COVERAGE -> SimulatedTopic.COVERAGE;
            case TopicNames.MINING_PROGRESS -> SimulatedTopic.PROGRESS;
            default -> SimulatedTopic.DEAD_LETTERS;
        };
    }

    private static Object content(OutgoingRecord parcel) {
        return switch (parcel.topic()) {
            case TopicNames.CAPTURED_BACKFILL -> CapturedRecord.of(parcel.headers()::get, parcel.value());
            case TopicNames.COVERAGE -> CoverageReport.fromBytes(parcel.value());
            case TopicNames.MINING_PROGRESS -> MiningProgress.fromBytes(parcel.value());
            default -> parcel.value();
        };
    }

    private void awaitAcknowledged(CompletableFuture<Void> all, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (!all.isDone()) {
            node.await(patience.toNanos() / 1_000, all);
        }
        node.reached("acknowledged");
        if (!all.isDone()) {
            throw new TimeoutException();
        }
        all.get();
    }

    /** Waits in virtual time; only a crash stops it. */
    private final class Patience implements ShutdownAwareSleeper {

        @Override
        public void until(Instant instant) {
            node.await(Math.max(0, ChronoUnit.MICROS.between(clock.instant(), instant)));
        }

        @Override
        public boolean stopping() {
            return false;
        }
    }

    /** The source wants none. */
    private static final class NoCredentials implements CredentialProvider {

        @Override
        public @Nullable Secret credential(String source, String account) {
            return null;
        }

        @Override
        public void refresh(String source, String account) {}
    }
}
