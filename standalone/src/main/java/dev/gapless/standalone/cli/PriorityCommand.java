package dev.gapless.standalone.cli;

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
        description = "Shows the priority class of each stream in a drain. With SOURCE STREAM CLASS it sets the class.")
final class PriorityCommand implements Callable<Integer> {

    @Mixin
    private ControlCallOptions calls = new ControlCallOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE")
    private @Nullable String source;

    @Parameters(index = "1", arity = "0..1", paramLabel = "STREAM")
    private @Nullable String stream;

    @Parameters(index = "2", arity = "0..1", paramLabel = "CLASS", description = "critical, normal or bulk")
    private @Nullable String priorityClass;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (source == null) {
            return calls.get("/v1/priorities");
        }
        if (stream == null || priorityClass == null) {
            System.err.println("name a source, a stream and a class, or nothing");
            return 2;
        }
        return calls.put(
                "/v1/priorities/%s/%s"
                        .formatted(SuiteConnectionOptions.encoded(source), SuiteConnectionOptions.encoded(stream)),
                JsonMapper.shared().createObjectNode().put("priorityClass", priorityClass));
    }
}
