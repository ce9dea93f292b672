package dev.gapless.standalone.demo;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.HeldSampler;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** The main job once: follow, run with faults, settle, judge. */
public final class DemoRun {

    private static final Duration STRIKING = Duration.ofSeconds(30);
    /** How many times as long as asked for a run lasts at most because samples are still to be taken. */
    private static final int MAX_STRETCH = 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** As many as the live service gives to one connection. */
    private static final int SHOWN_CHANNELS = 200;

    private final DemoOptions options;
    private final DemoProgressView view;
    private final Clock clock;

    public DemoRun(DemoOptions options, Clock clock) {
        this.options = options;
        this.view = new DemoProgressView(options.out(), options.terminal());
        this.clock = clock;
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public DemoReport run() throws IOException, InterruptedException, SQLException {
        SuiteHome home = options.home();
        Instant begun = clock.instant();
        boolean resumed = Files.exists(home.sandbox().resolve("truth.ndjson"));
        try (SandboxProcess sandbox = SandboxProcess.open(home, options.world());
                LivePageServer page = LivePageServer.open();
                GaplessSuite suite = GaplessSuite.start(options.shape()
                        .apply(SuiteOptions.of(home, options.portBase(), what -> view.say("starting " + what)))
                        .with(List.of("gapless.live.access.allowed-origins=" + page.origin()))
                        .confirmingSoon())) {
            return run(suite, sandbox, page, begun, resumed);
        }
    }

    private DemoReport run(
            GaplessSuite suite, SandboxProcess sandbox, LivePageServer page, Instant begun, boolean resumed)
            throws IOException, InterruptedException, SQLException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().serviceToken());
        SandboxClient client = sandbox.client();
        Instant started = clock.instant();
        FollowedSandbox followed = FollowedSandbox.follow(scheduler, client);
        show(page, suite, followed);
        announce(suite, sandbox, followed, Duration.between(begun, clock.instant()));
        view.say("  %-10s %s".formatted("page", page.url()));

        HeldSampler sampler = new HeldSampler(
                suite.servers(),
                client::get,
                FollowedSandbox.SOURCE,
                new SplittableRandom(options.world().seed()),
                options.disturbance().samples());
        List<String> planned;
        sampler.start();
        try {
            planned = watch(suite, client, started, sampler);
            awaitFaults(client, planned);
        } finally {
            sampler.stop();
        }

        client.generator(false, 0);
        Instant stopped = clock.instant().plus(SECOND);
        view.say("settling: filling what is still open");
        List<String> unsettled = new SettleWaiter(checkpoint, suite.servers(), followed, clock)
                .await(stopped, options.disturbance().patience());
        options.disturbance().settled(suite);
        TruthCheck check = new TruthCheck(suite.servers(), client::get, FollowedSandbox.SOURCE);
        CheckResult verdict = check.run();
        options.inspection().look(check);
        long unaccounted = new AccountingFigures(checkpoint, clock).unaccounted();
        double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
        List<FiredFault> faults = FiredFault.of(client.faults(), planned);
        return DemoReport.of(verdict, sampler, unaccounted, unsettled, followed.accounts(), seconds, resumed, faults);
    }

    private static void show(LivePageServer page, GaplessSuite suite, FollowedSandbox followed) throws IOException {
        String live = suite.url(SuiteService.LIVE);
        List<StreamId> channels = followed.streams(StreamSpec.Kind.EVENT).stream()
                .limit(SHOWN_CHANNELS)
                .toList();
        page.show(
                RestApi.at(live, suite.home().serviceToken()),
                live.replaceFirst("^http", "ws") + "/v1/live/socket",
                channels);
    }

    private void announce(GaplessSuite suite, SandboxProcess sandbox, FollowedSandbox followed, Duration took) {
        view.say("ready after %.1f s: %d accounts followed%s"
                .formatted(
                        took.toMillis() / 1000.0,
                        followed.accounts(),
                        sandbox.adopted() ? ", sandbox found running" : ""));
        for (SuiteService service : SuiteService.values()) {
            view.say("  %-10s %s".formatted(service.label(), suite.url(service)));
        }
        view.say("  %-10s %s".formatted("sandbox", sandbox.client().url()));
        view.say("  %-10s %s".formatted("kafka", suite.servers().kafkaBootstrapServers()));
        view.say("  %-10s %s".formatted("token", suite.home().adminToken()));
    }

    /** One look a second until the time is up; each fault when it is due. */
    private List<String> watch(GaplessSuite suite, SandboxClient sandbox, Instant started, HeldSampler sampler)
            throws IOException, InterruptedException {
        sandbox.generator(true, options.world().rate());
        Deque<PlannedFault> due = new ArrayDeque<>(options.faults());
        List<String> planned = new ArrayList<>();
        Duration elapsed = Duration.ZERO;
        while (elapsed.compareTo(options.duration()) < 0
                || !options.disturbance().over()
                || lacksSamples(sampler, elapsed)) {
            double share = (double) elapsed.toMillis() / options.duration().toMillis();
            while (!due.isEmpty() && due.getFirst().at() <= share) {
                PlannedFault fault = due.removeFirst();
                planned.add(sandbox.plan(fault));
                view.say("fault: " + fault.kind() + " x" + fault.count());
            }
            options.disturbance().look(suite, share);
            view.show(elapsed, DemoFigures.of(suite));
            Thread.sleep(SECOND);
            elapsed = Duration.between(started, clock.instant());
        }
        return planned;
    }

    private boolean lacksSamples(HeldSampler sampler, Duration elapsed) {
        return sampler.samples() < options.disturbance().samples().atLeast()
                && elapsed.compareTo(options.duration().multipliedBy(MAX_STRETCH)) < 0;
    }

    /** On a busy machine a socket that is to fall at its next event may still wait for one. */
    private void awaitFaults(SandboxClient sandbox, List<String> planned) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(STRIKING);
        while (!FiredFault.of(sandbox.faults(), planned).stream().allMatch(FiredFault::complete)
                && clock.instant().isBefore(end)) {
            Thread.sleep(SECOND);
        }
    }
}
