package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.HeldSampler;
import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.cluster.ClusterSize;
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

/**
 * The main job over services that are processes of their own: one process of each service is killed, then all are
 * restarted one after the other, while events are made; the truth judges.
 */
public final class ClusterRun {

    private static final Duration SETTLING = Duration.ofMinutes(4);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double FIRST_KILL = 0.25;
    private static final double BETWEEN_KILLS = 0.08;
    private static final double BROKER_KILLED = 0.15;
    private static final double BROKER_BACK = 0.75;

    private final Path project;
    private final SuiteHome home;
    private final ClusterSize size;
    private final Duration duration;
    private final PrintStream out;
    private final Clock clock;

    /**
     * @param project the root of the sources, with the jars built
     * @param home an empty data directory
     * @param duration how long events are made before the services are restarted in a roll, while they go on
     */
    public ClusterRun(Path project, SuiteHome home, ClusterSize size, Duration duration, PrintStream out, Clock clock) {
        this.project = project;
        this.home = home;
        this.size = size;
        this.duration = duration;
        this.out = out;
        this.clock = clock;
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public DemoReport run() throws IOException, InterruptedException, SQLException {
        Instant begun = clock.instant();
        SandboxWorld world = SandboxWorld.standard();
        try (SandboxProcess sandbox = SandboxProcess.open(home, world);
                ServiceCluster cluster =
                        ServiceCluster.start(project, home.directory().resolve("cluster"), size, this::say)) {
            say("ready after %.1f s"
                    .formatted(Duration.between(begun, clock.instant()).toMillis() / 1000.0));
            return run(cluster, sandbox.client(), world);
        }
    }

    private DemoReport run(ServiceCluster cluster, SandboxClient sandbox, SandboxWorld world)
            throws IOException, InterruptedException, SQLException {
        RestApi checkpoint = cluster.api("checkpoint", "service");
        Instant started = clock.instant();
        FollowedSandbox followed = FollowedSandbox.follow(cluster.api("scheduler", "admin"), sandbox);
        HeldSampler sampler = new HeldSampler(
                cluster.servers(),
                sandbox::get,
                FollowedSandbox.SOURCE,
                new SplittableRandom(world.seed()),
                SamplePlan.OCCASIONAL);
        sampler.start();
        Duration longestStop;
        try {
            sandbox.generator(true, world.rate());
            work(cluster, started);
            longestStop = cluster.roll();
            Thread.sleep(SECOND.multipliedBy(5));
        } finally {
            sampler.stop();
        }
        sandbox.generator(false, 0);
        Instant stopped = clock.instant().plus(SECOND);
        say("settling: filling what is still open");
        List<String> unsettled =
                new SettleWaiter(checkpoint, cluster.servers(), followed, clock).await(stopped, SETTLING);
        CheckResult verdict = new TruthCheck(cluster.servers(), sandbox::get, FollowedSandbox.SOURCE).run();
        for (Map.Entry<String, Long> service : cluster.memory().entrySet()) {
            say("  %-10s %,d MB at most".formatted(service.getKey(), service.getValue()));
        }
        say("longest stop %.1f s".formatted(longestStop.toMillis() / 1000.0));
        long unaccounted = new AccountingFigures(checkpoint, clock).unaccounted();
        double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
        return DemoReport.of(verdict, sampler, unaccounted, unsettled, followed.accounts(), seconds, false, List.of());
    }

    private void work(ServiceCluster cluster, Instant started) throws IOException, InterruptedException {
        Deque<String> due = new ArrayDeque<>(ServiceCluster.SERVICES);
        double next = FIRST_KILL;
        Deque<Double> broker = new ArrayDeque<>(size.brokers() > 1 ? List.of(BROKER_KILLED, BROKER_BACK) : List.of());
        double share = 0;
        while (share < 1) {
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
            share = (double) Duration.between(started, clock.instant()).toMillis() / duration.toMillis();
        }
    }

    private void say(String what) {
        out.println(what);
    }
}
