package dev.gapless.miner.walk;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.secret.Secret;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.PooledCredential;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.fakes.FakeLedger;
import dev.gapless.miner.fakes.FakeRecordPublisher;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.InMemoryWalkCheckpoints;
import dev.gapless.miner.fakes.ScriptedFetch;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.ClockSkewTracker;
import dev.gapless.miner.ratelimit.CallPermit;
import dev.gapless.miner.ratelimit.CredentialQuotas;
import dev.gapless.miner.ratelimit.LocalRateLimiter;
import dev.gapless.miner.ratelimit.QuotaRunway;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.miner.ratelimit.RetryBudget;
import dev.gapless.miner.ratelimit.UpstreamBreakers;
import dev.gapless.miner.slice.CredentialPools;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A miner in a world of fakes, where waiting moves the clock. */
public final class MinerFixture {

    /** The longest value of a record, in bytes. */
    public static final int MAX_RECORD = 1 << 20;

    public static final StreamId POSTS = new StreamId("forum", "ann", "posts");

    public final FakeClock clock = new FakeClock(FixedNoon.NOON);
    public final FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
    public final ClockSkewTracker sourceClocks = new ClockSkewTracker(clock, () -> 0, new SimpleMeterRegistry());
    public final ScriptedFetch fetch = new ScriptedFetch(clock);
    public final FakeWaiter waiter = new FakeWaiter();
    public final FakePacing pacing = new FakePacing();
    public final FakeCredentials credentials = new FakeCredentials();
    private final CredentialPools pools = new CredentialPools(credentials, clock);
    public UpstreamGate gate = UpstreamGate.alwaysOpen(GuardedWork.MINING);
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final UpstreamBreakers breakers = new UpstreamBreakers(clock, this::nanos, meters);
    public final RetryBudget retries = new RetryBudget(meters);
    public final CredentialQuotas quotas = new CredentialQuotas(this::nanos);
    public final QuotaRunway runway = new QuotaRunway(this::nanos, meters);
    public final List<@Nullable String> resumes = new ArrayList<>();

    public SliceProperties properties = new SliceProperties(
            20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            3,
            Duration.ofSeconds(3),
            Duration.ofSeconds(60));
    public final FakeLedger ledger = new FakeLedger();
    public final InMemoryWalkCheckpoints checkpoints = new InMemoryWalkCheckpoints();

    public MiningProgress mine(MiningTask task, PageStep... steps) {
        return mine(task, source(steps));
    }

    public MiningProgress mine(MiningTask task, FakeSource source) {
        try {
            return miner(source).mine(task);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next call has to wait for its turn, and the service stops meanwhile. */
    public void interruptTheWait() {
        pacing.paused = clock.instant().plusSeconds(1);
        waiter.interrupted = true;
    }

    /** A miner whose walks take these steps; it notes where each resumes. */
    public TaskMiner miner(PageStep... steps) {
        return miner(source(steps));
    }

    private FakeSource source(PageStep... steps) {
        return FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
            resumes.add(resume);
            return new ScriptedWalk(List.of(steps));
        });
    }

    private TaskMiner miner(FakeSource source) {
        MiningSliceFactory slices = new MiningSliceFactory(
                new SliceResources(fetch, pools, pacing, breakers, retries, quotas, runway, sourceClocks, gate),
                ledger,
                checkpoints,
                new AckedPublisher(kafka, Duration.ofSeconds(5), new RecordLimit(MAX_RECORD), meters, RecordTracer.OFF),
                waiter,
                RetryBackoff.fullJitter(properties.firstBackoff(), properties.maxBackoff(), new SplittableRandom(7)),
                meters,
                clock,
                properties);
        return new TaskMiner(name -> source, slices, meters, clock, properties);
    }

    private long nanos() {
        return Duration.between(FixedNoon.NOON, clock.instant()).toNanos();
    }

    public List<CoverageReport> coverage() {
        return kafka.on(TopicNames.COVERAGE).stream()
                .map(parcel -> CoverageReport.fromBytes(parcel.value()))
                .toList();
    }

    public static MiningTask task(MiningMode mode, @Nullable String resume) {
        return task(mode, resume, 4);
    }

    public static MiningTask task(MiningMode mode, @Nullable String resume, long epoch) {
        return new MiningTask("gap-1:" + epoch, "gap-1", POSTS, mode, 0, 100, resume, epoch, 7, FixedNoon.NOON);
    }

    public static MiningTask gap() {
        return task(MiningMode.GAP_FILL, null);
    }

    public static Page page(@Nullable Range covers, boolean last, String... ids) {
        List<ListedItem> items = new ArrayList<>();
        for (String id : ids) {
            items.add(new ListedItem(id, 5, new byte[] {'{', '}'}));
        }
        return new Page(items, List.of(), covers, List.of(), null, last);
    }

    /** Waiting is instant, and moves the clock. */
    public final class FakeWaiter implements ShutdownAwareSleeper {

        public final List<Instant> waits = new ArrayList<>();
        public boolean stopping;

        /** Waiting ends as it does when the service stops at once. */
        public boolean interrupted;

        @Override
        public void until(Instant instant) throws InterruptedException {
            if (interrupted) {
                throw new InterruptedException("stop");
            }
            waits.add(instant);
            if (instant.isAfter(clock.instant())) {
                clock.set(instant);
            }
        }

        @Override
        public boolean stopping() {
            return stopping;
        }
    }

    /** Always one's turn, unless paused. */
    public final class FakePacing implements RateLimiter {

        public final List<Instant> pauses = new ArrayList<>();
        public final List<Duration> intervals = new ArrayList<>();
        public final List<Integer> bursts = new ArrayList<>();

        /** Credentials of a source are counted as ever. */
        private final LocalRateLimiter pooled = new LocalRateLimiter(clock, MinerFixture.this::nanos);

        public int refusals;
        public Instant paused = Instant.MIN;

        @Override
        public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
            bursts.add(pace.burst());
            if (credentials.getFirst().pooled()) {
                return pooled.admit(credentials, pace, patience);
            }
            Instant at = paused.isAfter(clock.instant()) ? paused : clock.instant();
            return at.isAfter(clock.instant().plus(patience))
                    ? new CallPermit.Denied(at)
                    : new CallPermit.Granted(credentials.getFirst(), at);
        }

        @Override
        public void pause(RateLimitKey key, Instant until) {
            pauses.add(until);
            if (key.pooled()) {
                pooled.pause(key, until);
            } else {
                paused = until;
            }
        }

        @Override
        public void stretch(RateLimitKey key, Duration interval, Duration holds) {
            intervals.add(interval);
        }

        @Override
        public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
            refusals++;
        }

        @Override
        public @Nullable Instant pausedUntil(RateLimitKey key) {
            return paused.isAfter(clock.instant()) ? paused : null;
        }
    }

    /** Numbers its credentials: another one after each refresh. */
    public static final class FakeCredentials implements CredentialProvider {

        public int refreshes;

        /** Of the source itself. Where there are some, no account has one, unless {@link #own} is set. */
        public List<PooledCredential> pool = List.of();

        public boolean own;

        @Override
        public @Nullable Secret credential(String source, String account) {
            return pool.isEmpty() || own ? Secret.of("secret-" + refreshes) : null;
        }

        @Override
        public List<PooledCredential> pool(String source) {
            return pool;
        }

        @Override
        public void refresh(String source, String account) {
            refreshes++;
        }
    }
}
