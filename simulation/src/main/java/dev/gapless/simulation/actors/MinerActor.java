package dev.gapless.simulation.actors;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.Topics;
import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.common.secret.Secret;
import dev.gapless.miner.delivery.Delivery;
import dev.gapless.miner.delivery.Outbox.Parcel;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.SourceClocks;
import dev.gapless.miner.pacing.Pacing;
import dev.gapless.miner.pacing.UntoldPauses;
import dev.gapless.miner.walk.Backoff;
import dev.gapless.miner.walk.SliceProperties;
import dev.gapless.miner.walk.Slices;
import dev.gapless.miner.walk.TaskMiner;
import dev.gapless.miner.walk.Upstream;
import dev.gapless.miner.walk.Waiter;
import dev.gapless.simulation.actors.TaskQueue.Taken;
import dev.gapless.simulation.database.Database;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.oracle.Rule;
import dev.gapless.simulation.time.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A miner: one task after the other, on a thread that waits in virtual time. */
public final class MinerActor {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of one instant differ by so much, by the core's own word. */
    private static final long TWO_READINGS = 50 * Stage.MILLI;

    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();

    private final Node node;
    private final Stage stage;
    private final TaskQueue queue;
    private final Clock clock;
    private final Pacing pacing;
    private final UntoldPauses untold;
    private final Database database;
    private final Offsets offsets;
    private final SliceProperties properties;
    private SourceClocks clocks;

    public MinerActor(
            Node node,
            Stage stage,
            TaskQueue queue,
            Pacing shared,
            Clock shareds,
            Database database,
            Offsets offsets,
            SliceProperties properties) {
        this.node = node;
        this.stage = stage;
        this.queue = queue;
        this.clock = node.clock();
        this.untold = new UntoldPauses(() -> stage.loop().now() * 1_000);
        this.pacing = new SharedPace(stage.core().pacing(shared), shareds, clock);
        this.database = database;
        this.offsets = offsets;
        this.properties = properties;
        this.clocks = new SourceClocks(clock, () -> stage.loop().now() * 1_000, new CompositeMeterRegistry());
    }

    /** What it knew of the sources' clocks dies with the process. */
    public void start() {
        clocks = new SourceClocks(clock, () -> stage.loop().now() * 1_000, new CompositeMeterRegistry());
        next();
    }

    private void next() {
        Taken taken = queue.take();
        if (taken == null) {
            node.after(stage.chance().between(50 * Stage.MILLI, 400 * Stage.MILLI), this::next);
        } else {
            node.thread(() -> {
                mine(taken);
                node.after(stage.travel(), this::next);
            });
        }
    }

    private void mine(Taken taken) throws InterruptedException {
        Connector source = stage.core().mined(stage.source());
        Delivery delivery = new Delivery(
                stage.core().delivered(this::send),
                this::awaitAcknowledged,
                PATIENCE,
                new RecordLimit(1 << 20),
                NO_METERS);
        Slices slices = new Slices(
                new Upstream(this::fetch, new NoCredentials(), pacing, untold, clocks),
                new MinersLedger(node, stage, database, offsets),
                delivery,
                new Patience(),
                new Backoff(
                        properties.firstBackoff(),
                        properties.mostBackoff(),
                        stage.chance().split()),
                NO_METERS,
                clock,
                properties);
        MiningProgress progress =
                new TaskMiner(name -> source, slices, NO_METERS, clock, properties).mine(taken.task());
        if (progress.reason() != null && progress.reason().startsWith("internal error")) {
            stage.oracle().broken(Rule.BUG, progress.reason());
        }
        node.reached("slice ended");
        delivery.progress(progress);
        node.reached("progress told");
        queue.end(taken);
    }

    private FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most) {
        node.reached("fetch");
        if (stage.pages().wishesNoCalls(TWO_READINGS)) {
            stage.oracle().broken(Rule.LIMIT_BROKEN, node.name());
        }
        node.await(stage.chance().between(2 * Stage.MILLI, 60 * Stage.MILLI));
        if (stage.chaos().strikes(FaultKind.TIMEOUT)) {
            node.await(Math.min(most.toNanos() / 1_000, 5 * Stage.SECOND));
            return new FetchResult(new FetchOutcome.TransientFault(FetchOutcome.Cause.TIMEOUT, "no answer in time"));
        }
        FetchOutcome answer = stage.pages().answer(call.uri());
        Instant date = stage.world().date();
        node.await(stage.chance().between(2 * Stage.MILLI, 60 * Stage.MILLI));
        node.reached("fetched");
        clocks.answered(Stage.SOURCE, date);
        return new FetchResult(
                answer instanceof FetchOutcome.Throttled(Instant retryAt) && retryAt != null ? heard(retryAt) : answer);
    }

    /** The source says how long, and the miner reckons from when it hears it. */
    private FetchOutcome heard(Instant retryAt) {
        Duration wish = Duration.between(Node.EPOCH, retryAt);
        stage.pages().heard(wish);
        return new FetchOutcome.Throttled(clock.instant().plus(wish));
    }

    private CompletableFuture<RecordPlace> send(Parcel parcel) {
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

    private static Topic topic(Parcel parcel) {
        return switch (parcel.topic()) {
            case Topics.CAPTURED_BACKFILL -> Topic.BACKFILL;
            case Topics.COVERAGE -> Topic.COVERAGE;
            case Topics.MINING_PROGRESS -> Topic.PROGRESS;
            default -> Topic.DEAD_LETTERS;
        };
    }

    private static Object content(Parcel parcel) {
        return switch (parcel.topic()) {
            case Topics.CAPTURED_BACKFILL -> CapturedRecord.of(parcel.headers()::get, parcel.value());
            case Topics.COVERAGE -> CoverageReport.fromBytes(parcel.value());
            case Topics.MINING_PROGRESS -> MiningProgress.fromBytes(parcel.value());
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

    /** Waits in virtual time; nobody stops it but a crash. */
    private final class Patience implements Waiter {

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
