package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Ends stops at once: by their ids, or all that hold. Stopped work continues where it was.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private PlannedCallOptions plan = new PlannedCallOptions();

    @Parameters(paramLabel = "ID", arity = "0..*", description = "a stop's id, as gapless stops shows it")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "all stops that hold")
    private boolean all;

    @Option(names = "--reason", required = true, description = "why it is safe now")
    private String reason = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ids.isEmpty() != all) {
            System.err.println("name stops by their ids, or give --all; gapless stops lists them");
            return 2;
        }
        RestApi api = running.api(SuiteService.SCHEDULER);
        for (String id : all ? holding(api) : ids) {
            output.print(plan.under(api)
                    .delete(plan.path("/v1/stops/%s?reason=%s"
                            .formatted(id, URLEncoder.encode(reason, StandardCharsets.UTF_8)))));
        }
        return 0;
    }

    private static List<String> holding(RestApi api) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (JsonNode stop : JsonMapper.shared().readTree(api.get("/v1/stops"))) {
            found.add(stop.get("id").asString());
        }
        return found;
    }
}
