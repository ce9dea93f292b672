package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.HeldSampler;
import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.cluster.ClusterShape;
import dev.gapless.standalone.cluster.ServiceCluster;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The main job over services that are processes of their own, while events are made; the truth judges. Either one
 * process of each service is killed, and all are restarted one after the other. Or processes are added and removed.
 */
public final class ClusterRun {

    /**
     * Once the source is silent, the capture suspects each stream once, within some six minutes. Its end is mined then,
     * and an empty listing is believed when it is read again a minute later.
     */
    private static final Duration SETTLING = Duration.ofMinutes(8);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double FIRST_KILL = 0.25;
    private static final double BETWEEN_KILLS = 0.08;
    private static final double BROKER_KILLED = 0.15;
    private static final double BROKER_BACK = 0.75;
    private static final double SCALED_UP = 0.2;
    private static final double SCALED_DOWN = 0.6;
    private static final Map<String, Integer> FEW = Map.of("processor", 2, "capture", 1, "miner", 1);
    private static final Map<String, Integer> MANY = Map.of("processor", 4, "capture", 3, "miner", 3);

    private static final long SEED = 20_260_101L;
    private static final int ACCOUNTS = 30;
    private static final int HISTORY_DAYS = 30;
    private static final int HISTORY_ITEMS = 160;

    /** What befalls the processes. */
    public enum ClusterCourse {
        /**
         * A broker and one process of each service are killed, then all are restarted in a roll. Events are so few that
         * a laptop has time left for the processes that start.
         */
        FAILURES(20),

        /**
         * Processors go from 2 to 4 and back, miners and captures from 1 to 3 and back. Each account has two events a
         * second, so that a pause of ten seconds is none of chance.
         */
        SCALING(60);

        private final int events;

        ClusterCourse(int events) {
            this.events = events;
        }

        /** Events a second, of all accounts, unless another rate is asked for. */
        public int events() {
            return events;
        }
    }

    /**
     * What a run came to.
     *
     * @param failedCalls calls of an operator that failed though they were repeated
     * @param scale null for a run that does not scale
     */
    public record ClusterRunResult(
            DemoReport report, long failedCalls, @Nullable ScaleFigures scale) {

        /** True when every promise was kept. */
        public boolean passed() {
            return report.passed() && failedCalls == 0 && (scale == null || scale.kept());
        }
    }

    private final Path project;
    private final @Nullable Path former;
    private final SuiteHome home;
    private final ClusterShape shape;
    private final ClusterCourse course;
    private final SandboxWorld world;
    private final Duration duration;
    private final PrintStream out;
    private final Clock clock;

    /**
     * @param project the root of the sources, with the jars built
     * @param former the root of other sources, with the jars that the run begins with; null for those of the project
     * @param home an empty data directory
     * @param events how many a second are made, over all accounts
     * @param duration how long events are made at least; a roll comes behind it, while they go on
     */
    public ClusterRun(
            Path project,
            @Nullable Path former,
            SuiteHome home,
            ClusterShape shape,
            ClusterCourse course,
            int events,
            Duration duration,
            PrintStream out,
            Clock clock) {
        this.course = course;
        this.world = new SandboxWorld(SEED, ACCOUNTS, HISTORY_DAYS, HISTORY_ITEMS, events);
        this.project = project;
        this.former = former;
        this.home = home;
        this.shape = shape;
        this.duration = duration;
        this.out = out;
        this.clock = clock;
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public ClusterRunResult run() throws IOException, InterruptedException, SQLException {
        Instant begun = clock.instant();
        if (former != null) {
            // before anything runs whose processors that would take
            ServiceCluster.makeImages(project, home.logs());
        }
        try (SandboxProcess sandbox = SandboxProcess.open(home, world);
                ServiceCluster cluster = ServiceCluster.start(
                        former == null ? project : former, home.directory().resolve("cluster"), shape, this::say)) {
            say("ready after %.1f s"
                    .formatted(Duration.between(begun, clock.instant()).toMillis() / 1000.0));
            return run(cluster, sandbox.client());
        }
    }

    private ClusterRunResult run(ServiceCluster cluster, SandboxClient sandbox)
            throws IOException, InterruptedException, SQLException {
        RestApi checkpoint = cluster.api("checkpoint", "service");
        if (course == ClusterCourse.SCALING) {
            cluster.scale(FEW);
        }
        Instant started = clock.instant();
        FollowedSandbox followed = FollowedSandbox.follow(cluster.api("scheduler", "admin"), sandbox);
        HeldSampler sampler = new HeldSampler(
                cluster.servers(),
                sandbox::get,
                FollowedSandbox.SOURCE,
                new SplittableRandom(world.seed()),
                SamplePlan.OCCASIONAL);
        sampler.start();
        AdminCallSampler calls = AdminCallSampler.of(cluster.api("scheduler", "admin"), followed.manifest());
        calls.start();
        SettleWaiter.SettleProbe probe = new SuiteSettleProbe(checkpoint, cluster.servers(), followed);
        ScaleFigures scale;
        Instant stopped;
        try {
            sandbox.generator(true, world.rate());
            Instant working = clock.instant();
            ScaleWatch watch =
                    course == ClusterCourse.SCALING ? scaling(cluster, probe, working) : failures(cluster, working);
            sandbox.generator(false, 0);
            stopped = clock.instant().plus(SECOND);
            scale = watch == null ? null : watch.stop(stopped);
        } finally {
            calls.stop();
            sampler.stop();
        }
        say(calls.summary());
        say("settling: filling what is still open");
        List<String> unsettled = new SettleWaiter(probe, clock, this::say).await(stopped, SETTLING);
        say("settled after %d s"
                .formatted(Duration.between(stopped, clock.instant()).toSeconds()));
        CheckResult verdict = new TruthCheck(cluster.servers(), sandbox::get, FollowedSandbox.SOURCE).run();
        for (Map.Entry<String, Long> service : cluster.memory().entrySet()) {
            say("  %-10s %,d MB at most".formatted(service.getKey(), service.getValue()));
        }
        long unaccounted = new AccountingFigures(checkpoint, clock).unaccounted();
        double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
        return new ClusterRunResult(
                DemoReport.of(verdict, sampler, unaccounted, unsettled, followed.accounts(), seconds, false, List.of()),
                schedulersStay() ? calls.failed() : 0,
                scale);
    }

    /** True when there is always a scheduler to be called: with one of them, none is there while it restarts. */
    private boolean schedulersStay() {
        return shape.replicas() > 1 || course == ClusterCourse.SCALING;
    }

    /** @return null, because nothing is measured but by the truth */
    private @Nullable ScaleWatch failures(ServiceCluster cluster, Instant started)
            throws IOException, InterruptedException {
        work(cluster, started);
        Duration longestStop = former == null ? cluster.roll() : cluster.upgrade(project);
        say("longest stop %.1f s".formatted(seconds(longestStop)));
        Thread.sleep(SECOND.multipliedBy(5));
        return null;
    }

    private ScaleWatch scaling(ServiceCluster cluster, SettleWaiter.SettleProbe probe, Instant started)
            throws IOException, InterruptedException {
        awaitShare(SCALED_UP, started);
        ScaleWatch watch = new ScaleWatch(cluster, probe, clock.instant());
        watch.start();
        shares(watch, FEW);
        cluster.scale(MANY);
        shares(watch, MANY);
        awaitShare(SCALED_DOWN, started);
        // as long as the many worked, whatever their start took
        Thread.sleep(duration.multipliedBy(Math.round((SCALED_DOWN - SCALED_UP) * 100))
                .dividedBy(100));
        cluster.scale(FEW);
        shares(watch, FEW);
        awaitShare(1, started);
        return watch;
    }

    private void shares(ScaleWatch watch, Map<String, Integer> processes) throws InterruptedException {
        say("all of %s have work after %.1f s".formatted(processes, seconds(watch.awaitShares(processes))));
    }

    private void awaitShare(double share, Instant started) throws InterruptedException {
        while (share(started) < share) {
            Thread.sleep(SECOND);
        }
    }

    private double share(Instant started) {
        return (double) Duration.between(started, clock.instant()).toMillis() / duration.toMillis();
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1000.0;
    }

    private void work(ServiceCluster cluster, Instant started) throws IOException, InterruptedException {
        Deque<String> due = new ArrayDeque<>(ServiceCluster.SERVICES);
        double next = FIRST_KILL;
        Deque<Double> broker = new ArrayDeque<>(shape.brokers() > 1 ? List.of(BROKER_KILLED, BROKER_BACK) : List.of());
        double share = 0;
        // on a slow machine the time may be over before the last of them was ready to be killed
        while (share < 1 || !due.isEmpty() || !broker.isEmpty()) {
            if (!broker.isEmpty() && share >= broker.getFirst()) {
                if (broker.removeFirst() == BROKER_KILLED) {
                    cluster.killBroker();
                } else {
                    cluster.restartBroker();
                }
            }
            if (share >= next && !due.isEmpty()) {
                cluster.kill(due.removeFirst());
                next += BETWEEN_KILLS;
            }
            Thread.sleep(SECOND);
            share = share(started);
        }
    }

    private void say(String what) {
        out.println(what);
    }
}
