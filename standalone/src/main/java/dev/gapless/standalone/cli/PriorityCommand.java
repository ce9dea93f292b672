package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless priority}. */
@Command(
        name = "priority",
        mixinStandardHelpOptions = true,
        description = "How much each stream matters when a drain runs. With SOURCE STREAM CLASS it is set.")
final class PriorityCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private PlannedCallOptions plan = new PlannedCallOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE")
    private @Nullable String source;

    @Parameters(index = "1", arity = "0..1", paramLabel = "STREAM")
    private @Nullable String stream;

    @Parameters(index = "2", arity = "0..1", paramLabel = "CLASS", description = "critical, normal or bulk")
    private @Nullable String priorityClass;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RestApi api = running.api(SuiteService.SCHEDULER);
        if (source == null) {
            output.print(api.get("/v1/priorities"));
            return 0;
        }
        if (stream == null || priorityClass == null) {
            System.err.println("name a source, a stream and a class, or nothing");
            return 2;
        }
        String path = "/v1/priorities/%s/%s"
                .formatted(SuiteConnectionOptions.encoded(source), SuiteConnectionOptions.encoded(stream));
        output.print(plan.under(api)
                .put(
                        plan.path(path),
                        "application/json",
                        JsonMapper.shared()
                                .writeValueAsBytes(
                                        JsonMapper.shared().createObjectNode().put("priorityClass", priorityClass))));
        return 0;
    }
}
