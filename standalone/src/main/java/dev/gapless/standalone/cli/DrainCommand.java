package dev.gapless.standalone.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Gives the work of some priority classes to the miners first, until none of it waits (start)."
                + " Shows drains (list, the default) and what waits on each topic and of each class (queues),"
                + " and ends a drain (cancel). Classes are set by gapless priority.")
final class DrainCommand implements Callable<Integer> {

    /** What to do with drains. */
    enum DrainVerb {
        LIST,
        START,
        CANCEL,
        QUEUES
    }

    @Mixin
    private ControlCallOptions calls = new ControlCallOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "list, start, cancel or queues (default: ${DEFAULT-VALUE})")
    private String what = "list";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "CLASS|ID",
            description = "with start: critical, normal, bulk, in their order (default: critical);"
                    + " with cancel: the drain's id")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--for",
            description = "with start: the drain ends after this time at the latest, such as 30m (default: 1h)")
    private @Nullable Duration maxTime;

    @Option(names = "--reason", description = "why; with start and cancel")
    private String reason = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<DrainVerb> verb = CommandVerb.parse(DrainVerb.class, what);
        if (verb.isEmpty()) {
            return 2;
        }
        return switch (verb.get()) {
            case LIST -> calls.get("/v1/control/drains");
            case QUEUES -> calls.get("/v1/control/queues");
            case START -> calls.post("/v1/control:drain", request());
            case CANCEL -> cancel();
        };
    }

    private ObjectNode request() {
        ObjectNode request = JsonMapper.shared().createObjectNode().put("reason", reason);
        if (maxTime != null) {
            request.put("maxSeconds", maxTime.toSeconds());
        }
        names.forEach(request.putArray("classes")::add);
        return request;
    }

    private int cancel() throws IOException, InterruptedException {
        if (names.size() != 1) {
            System.err.println("name the drain by its id; gapless drain list shows it");
            return 2;
        }
        return calls.post(
                "/v1/control/drains/%s:cancel".formatted(SuiteConnectionOptions.encoded(names.getFirst())),
                JsonMapper.shared().createObjectNode().put("reason", reason));
    }
}
