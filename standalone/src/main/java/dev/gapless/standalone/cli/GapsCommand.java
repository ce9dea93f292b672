package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless gaps}. */
@Command(
        name = "gaps",
        mixinStandardHelpOptions = true,
        description = "Lists missing ranges, and what Gapless does about them.",
        subcommands = GapsCommand.Release.class)
final class GapsCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--source", description = "only this source's")
    private String source = "";

    @Option(names = "--account", description = "only this account's")
    private String account = "";

    @Option(names = "--state", description = "${COMPLETION-CANDIDATES} (default: all, filled ones last)")
    private @Nullable GapStateName state;

    @Option(names = "--limit", description = "at most this many (default: ${DEFAULT-VALUE})")
    private int limit = 100;

    /** The states that a gap may have. */
    enum GapStateName {
        OPEN,
        SCHEDULED,
        FILLING,
        FILLED,
        STUCK,
        UNFILLABLE
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireKnown();
        StringBuilder path = new StringBuilder("/v1/gaps?limit=" + limit);
        add(path, "source", source);
        add(path, "account", account);
        add(path, "state", state == null ? "" : state.name());
        output.print(
                running.api(SuiteService.SCHEDULER).get(path.toString()),
                "id",
                "source",
                "account",
                "stream",
                "from",
                "to",
                "mode",
                "state",
                "attempts",
                "dueAt",
                "reason");
        return 0;
    }

    private void requireKnown() throws IOException, InterruptedException {
        if (!source.isEmpty()) {
            running.requireKnown(account.isEmpty() ? source : source + "/" + account);
        }
    }

    private static void add(StringBuilder path, String name, String value) {
        if (!value.isEmpty()) {
            path.append('&').append(name).append('=').append(SuiteConnectionOptions.encoded(value));
        }
    }

    /** {@code gapless gaps release}. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Tries gaps again at once that are stuck, or that the source reported as gone: by their "
                    + "ids, or all stuck ones of a source.")
    static final class Release implements Callable<Integer> {

        private static final int MAX = 10_000;

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(paramLabel = "ID", arity = "0..*", description = "a gap's id, as gapless gaps shows it")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--stuck-of", paramLabel = "SOURCE", description = "all stuck gaps of this source")
        private String source = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (ids.isEmpty() == source.isEmpty()) {
                System.err.println(
                        "name gaps by their ids, or a source with --stuck-of; gapless gaps --state STUCK lists them");
                return 2;
            }
            if (!source.isEmpty()) {
                running.requireKnown(source);
            }
            RestApi api = running.api(SuiteService.SCHEDULER);
            for (String id : source.isEmpty() ? ids : stuck(api)) {
                String answer = plan.under(api)
                        .post(
                                plan.path("/v1/gaps/%s:release".formatted(SuiteConnectionOptions.encoded(id))),
                                "application/json",
                                new byte[0]);
                System.out.println(plan.isDryRun() ? answer : "gap " + id + " is released");
            }
            return 0;
        }

        private List<String> stuck(RestApi api) throws IOException, InterruptedException {
            String gaps = api.get("/v1/gaps?state=STUCK&limit=%d&source=%s".formatted(MAX, source));
            List<String> found = new ArrayList<>();
            for (JsonNode gap : JsonMapper.shared().readTree(gaps)) {
                found.add(gap.get("id").stringValue());
            }
            return found;
        }
    }
}
