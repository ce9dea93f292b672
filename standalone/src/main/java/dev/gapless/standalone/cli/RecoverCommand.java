package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = "Shows what is stuck (analyse, the default), and tries all stuck gaps again (run)."
                + " Ends a stop part by part, with health gates in between:"
                + " start, list, pause, resume, skip, abort.")
final class RecoverCommand implements Callable<Integer> {

    /** What to do with a recovery. */
    enum RecoverVerb {
        ANALYSE,
        RUN,
        START,
        LIST,
        PAUSE,
        RESUME,
        SKIP,
        ABORT
    }

    @Mixin
    private ControlCallOptions calls = new ControlCallOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "analyse, run, start, list, pause, resume, skip or abort (default: ${DEFAULT-VALUE})")
    private String what = "analyse";

    @Option(names = "--wait", description = "with run: wait until all stuck gaps are released")
    private boolean wait;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "of the stop with start, where several hold; of the recovery with the others")
    private @Nullable String id;

    @Option(names = "--reason", description = "why; not with analyse, run and list")
    private String reason = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<RecoverVerb> said = CommandVerb.parse(RecoverVerb.class, what);
        return said.isEmpty() ? 2 : run(said.get());
    }

    private int run(RecoverVerb verb) throws IOException, InterruptedException {
        if (verb == RecoverVerb.ANALYSE || verb == RecoverVerb.RUN) {
            return stuck(verb);
        }
        if (verb == RecoverVerb.LIST) {
            return calls.get("/v1/control/recoveries");
        }
        ObjectNode request = JsonMapper.shared().createObjectNode().put("reason", reason);
        if (verb == RecoverVerb.START) {
            return calls.post("/v1/control:recover", request.put("stop", id));
        }
        if (id == null) {
            System.err.println("name the recovery by its id; gapless recover list shows it");
            return 2;
        }
        return calls.post("/v1/control/recoveries/%s:%s".formatted(id, CommandVerb.word(verb)), request);
    }

    private int stuck(RecoverVerb verb) throws IOException, InterruptedException {
        RestApi checkpoint = calls.running().api(SuiteService.CHECKPOINT);
        if (verb == RecoverVerb.RUN) {
            return new OperationClient(checkpoint, calls.output()).started(post(checkpoint, "/v1/recovery:run"), wait);
        }
        calls.output().print(post(checkpoint, "/v1/recovery:analyse"));
        return 0;
    }

    private static String post(RestApi api, String path) throws IOException, InterruptedException {
        return api.post(path, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }
}
