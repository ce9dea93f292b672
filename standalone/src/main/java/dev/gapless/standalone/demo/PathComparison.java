package dev.gapless.standalone.demo;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.common.position.StreamId;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.NoticedVersions;
import dev.gapless.standalone.check.NoticedVersions.NoticeFigures;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Three ways to follow the same platform through the same time: a plain poller, Gapless without the platform's socket,
 * and Gapless with both paths. Each has a sandbox of its own, of the same seed and the same rate, with its own truth.
 */
public final class PathComparison {

    private static final SandboxWorld WORLD = new SandboxWorld(20_260_101L, 20, 2, 40, 20);

    /** What the platform allows each credential. */
    private static final int PER_SECOND = 3;

    private static final int BURST = 15;

    /** What the manifest says of it. */
    private static final String DECLARED = "rate: {per-second: 2.5, burst: 10, pause: 5s}";

    private static final String SHIPPED = "rate: {per-second: 20, burst: 20, pause: 5s}";
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofMinutes(2);

    /** What is on its way when the events end may still arrive, by either path. */
    private static final Duration LAST = Duration.ofSeconds(6);

    private static final Pattern SOCKET = Pattern.compile("(?ms)^socket:.*?(?=^streams:)");
    private static final String HTTP_ONLY = "polled";

    /**
     * What a way came to.
     *
     * @param calls of the paged path while events were made
     * @param limited those of them that were refused for the limit
     */
    public record PathFigures(String way, long calls, long limited, NoticeFigures noticed) {}

    /**
     * What all came to.
     *
     * @param verdicts of the truth on the two ways of Gapless, by way
     * @param unsettled what Gapless itself still missed in the end
     */
    public record ComparisonResult(
            List<PathFigures> figures, Map<String, CheckResult> verdicts, List<String> unsettled) {}

    private final Path directory;
    private final Duration length;
    private final Consumer<String> progress;
    private final Clock clock;

    /**
     * @param directory an empty one
     * @param length how long events are made
     */
    public PathComparison(Path directory, Duration length, Consumer<String> progress, Clock clock) {
        this.directory = directory;
        this.length = length;
        this.progress = progress;
        this.clock = clock;
    }

    /** Runs to the end; whatever happens, what was started is stopped before this returns. */
    public ComparisonResult run() throws IOException, InterruptedException, SQLException {
        SuiteHome home = SuiteHome.open(directory.resolve("suite"));
        try (SandboxProcess plain = SandboxProcess.open(SuiteHome.open(directory.resolve("plain")), WORLD);
                SandboxProcess polled = SandboxProcess.open(SuiteHome.open(directory.resolve("polled")), WORLD);
                SandboxProcess both = SandboxProcess.open(home, WORLD);
                GaplessSuite suite =
                        GaplessSuite.start(SuiteOptions.of(home, 0, progress).confirmingSoon())) {
            return run(suite, plain.client(), polled.client(), both.client());
        }
    }

    private ComparisonResult run(GaplessSuite suite, SandboxClient plain, SandboxClient polled, SandboxClient both)
            throws IOException, InterruptedException, SQLException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        progress.accept("history");
        FollowedSandbox withSocket = FollowedSandbox.follow(
                scheduler, both, FollowedSandbox.SOURCE, manifest -> manifest.replace(SHIPPED, DECLARED));
        FollowedSandbox withoutSocket = FollowedSandbox.follow(
                scheduler,
                polled,
                HTTP_ONLY,
                manifest -> SOCKET.matcher(manifest.replace(SHIPPED, DECLARED)).replaceFirst(""));
        List<String> early = settle(suite, clock.instant(), withSocket, withoutSocket);
        if (!early.isEmpty()) {
            throw new IllegalStateException("the history was not read within %s: %s".formatted(SETTLING, early));
        }
        List<SandboxClient> all = List.of(plain, polled, both);
        for (SandboxClient sandbox : all) {
            sandbox.limit(PER_SECOND, BURST);
        }
        List<JsonNode> before = calls(all);
        Instant begun = clock.instant();
        NoticedVersions seen = new NoticedVersions();
        progress.accept("%d s of events".formatted(length.toSeconds()));
        List<JsonNode> after;
        try (PlainPoller _ =
                PlainPoller.start(connector(plain), credentials(plain), streams(withSocket), PLAIN_INTERVAL, seen, clock)) {
            for (SandboxClient sandbox : all) {
                sandbox.generator(true, WORLD.rate());
            }
            Thread.sleep(length);
            for (SandboxClient sandbox : all) {
                sandbox.generator(false, 0);
            }
            after = calls(all);
            Thread.sleep(LAST);
        }
        progress.accept("settling");
        List<String> open = settle(suite, clock.instant().minus(LAST).plusSeconds(1), withSocket, withoutSocket);
        Set<String> names = streams(withSocket).stream().map(StreamId::stream).collect(Collectors.toSet());
        List<PathFigures> figures = List.of(
                figures("plain poller", before.get(0), after.get(0), seen.against(plain::get, begun, names)),
                figures(
                        "Gapless, HTTP only",
                        before.get(1),
                        after.get(1),
                        NoticedVersions.published(suite.servers(), HTTP_ONLY).against(polled::get, begun, names)),
                figures(
                        "Gapless, both paths",
                        before.get(2),
                        after.get(2),
                        NoticedVersions.published(suite.servers(), FollowedSandbox.SOURCE)
                                .against(both::get, begun, names)));
        return new ComparisonResult(
                figures,
                Map.of(
                        figures.get(1).way(),
                        new TruthCheck(suite.servers(), polled::get, HTTP_ONLY).run(),
                        figures.get(2).way(),
                        new TruthCheck(suite.servers(), both::get, FollowedSandbox.SOURCE).run()),
                open);
    }

    private List<String> settle(GaplessSuite suite, Instant until, FollowedSandbox... followed)
            throws IOException, InterruptedException {
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().serviceToken());
        List<String> open = new ArrayList<>();
        for (FollowedSandbox each : followed) {
            open.addAll(new SettleWaiter(checkpoint, suite.servers(), each, clock).await(until, SETTLING));
        }
        return open;
    }

    private static List<StreamId> streams(FollowedSandbox followed) {
        return followed.streams(Kind.EVENT);
    }

    private static List<JsonNode> calls(List<SandboxClient> sandboxes) throws IOException, InterruptedException {
        List<JsonNode> counts = new ArrayList<>();
        for (SandboxClient sandbox : sandboxes) {
            counts.add(sandbox.calls());
        }
        return counts;
    }

    private static PathFigures figures(String way, JsonNode before, JsonNode after, NoticeFigures noticed) {
        return new PathFigures(
                way,
                after.get("requests").asLong() - before.get("requests").asLong(),
                after.get("limited").asLong() - before.get("limited").asLong(),
                noticed);
    }

    private static Connector connector(SandboxClient sandbox) throws IOException {
        byte[] manifest = FollowedSandbox.shippedManifest(sandbox.url()).getBytes(StandardCharsets.UTF_8);
        return switch (ManifestReader.read(manifest)) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new IllegalStateException("manifest: " + refused.problems());
        };
    }

    private static Map<String, String> credentials(SandboxClient sandbox) throws IOException, InterruptedException {
        return sandbox.accounts().stream()
                .collect(Collectors.toMap(SandboxClient.Account::id, SandboxClient.Account::credential));
    }
}
