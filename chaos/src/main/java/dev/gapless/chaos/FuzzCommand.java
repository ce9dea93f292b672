package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import dev.gapless.testing.fuzz.FuzzFinding;
import dev.gapless.testing.fuzz.FuzzReport;
import dev.gapless.testing.fuzz.FuzzRun;
import dev.gapless.testing.fuzz.RequestFuzzer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless fuzz}. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Starts a suite of its own and sends random requests to every endpoint of the OpenAPI documents."
                + " Fails for an answer with 5xx or a stack trace, and for a request without an answer.")
final class FuzzCommand implements Callable<Integer> {

    private static final List<SuiteService> DOCUMENTED =
            List.of(SuiteService.SCHEDULER, SuiteService.CHECKPOINT, SuiteService.PROCESSOR, SuiteService.LIVE);

    @Option(names = "--requests", description = "how many in all (default: ${DEFAULT-VALUE})")
    private int requests = 20_000;

    @Option(names = "--seed", description = "the same seed sends the same requests (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--documents",
            description = "directory of the OpenAPI documents (default: ${DEFAULT-VALUE})",
            defaultValue = "docs/openapi")
    private Path documents = Path.of("docs", "openapi");

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws IOException, InterruptedException {
        Map<SuiteService, JsonNode> all = new EnumMap<>(SuiteService.class);
        for (SuiteService service : DOCUMENTED) {
            Path file = documents.resolve(service.label() + "-service.openapi.json");
            all.put(service, JsonMapper.shared().readTree(Files.readString(file)));
        }
        Path directory = Files.createTempDirectory("gapless-fuzz-");
        SuiteHome home = SuiteHome.open(directory);
        try (GaplessSuite suite =
                GaplessSuite.start(SuiteOptions.of(home, 0, what -> System.out.println("starting " + what)))) {
            List<String> names = FuzzedInstallation.fill(suite);
            int operations =
                    all.values().stream().mapToInt(FuzzCommand::operations).sum();
            boolean well = true;
            for (Map.Entry<SuiteService, JsonNode> document : all.entrySet()) {
                int share = requests * operations(document.getValue()) / operations;
                well &= fuzz(
                        suite,
                        document.getKey(),
                        new RequestFuzzer(document.getValue(), names, new SplittableRandom(seed)),
                        share);
            }
            System.out.println(well ? "PASSED" : "FAILED");
            return well ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static int operations(JsonNode document) {
        return document.path("paths").properties().stream()
                .mapToInt(path -> path.getValue().size())
                .sum();
    }

    private static boolean fuzz(GaplessSuite suite, SuiteService service, RequestFuzzer fuzzer, int share)
            throws IOException, InterruptedException {
        String token = Files.readString(suite.home().serviceToken()).strip();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            long begun = System.nanoTime();
            FuzzReport report = new FuzzRun(http, suite.url(service), token).run(fuzzer, share);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %,6d requests of %d operations in %.0f s, by status %s, findings %d%n",
                    service.label(),
                    report.requests(),
                    report.operations(),
                    (System.nanoTime() - begun) / 1e9,
                    report.statuses(),
                    report.findings().size());
            for (FuzzFinding finding : report.findings()) {
                System.out.printf(
                        "  %s: %d, %d times%n    %s%n",
                        finding.operation(), finding.status(), finding.times(), finding.example());
            }
            return report.findings().isEmpty();
        }
    }
}
