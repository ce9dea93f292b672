package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
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
        description = "Shows what is stuck (analyse, the default), and has all stuck gaps tried again (run)."
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
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private PlannedCallOptions plan = new PlannedCallOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "analyse, run, start, list, pause, resume, skip or abort (default: ${DEFAULT-VALUE})")
    private String what = "analyse";

    @Option(names = "--wait", description = "with run: until all stuck gaps are released")
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
        RestApi api = running.api(SuiteService.SCHEDULER);
        if (verb == RecoverVerb.LIST) {
            return print(api.get("/v1/control/recoveries"));
        }
        ObjectNode request = JsonMapper.shared().createObjectNode().put("reason", reason);
        if (verb == RecoverVerb.START) {
            request.put("stop", id);
            return print(post(plan.under(api), plan.path("/v1/control:recover"), request));
        }
        if (id == null) {
            System.err.println("name the recovery by its id; gapless recover list shows it");
            return 2;
        }
        String path = "/v1/control/recoveries/%s:%s".formatted(id, CommandVerb.word(verb));
        return print(post(plan.under(api), plan.path(path), request));
    }

    private int stuck(RecoverVerb verb) throws IOException, InterruptedException {
        RestApi checkpoint = running.api(SuiteService.CHECKPOINT);
        ObjectNode nothing = JsonMapper.shared().createObjectNode();
        if (verb == RecoverVerb.RUN) {
            return new OperationClient(checkpoint, output).started(post(checkpoint, "/v1/recovery:run", nothing), wait);
        }
        output.print(post(checkpoint, "/v1/recovery:analyse", nothing));
        return 0;
    }

    private static String post(RestApi api, String path, ObjectNode request) throws IOException, InterruptedException {
        return api.post(path, "application/json", JsonMapper.shared().writeValueAsBytes(request));
    }

    private int print(String json) {
        output.print(json);
        return 0;
    }
}
