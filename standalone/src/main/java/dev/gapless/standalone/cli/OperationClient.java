package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Long-running operations, as the commands ask about them and print them. */
final class OperationClient {

    private static final String PATH = "/v1/operations";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RestApi checkpoint;
    private final OutputOptions output;

    OperationClient(RestApi checkpoint, OutputOptions output) {
        this.checkpoint = checkpoint;
        this.output = output;
    }

    void list(@Nullable String kind, @Nullable String state) throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder(PATH + "?limit=100");
        if (kind != null) {
            path.append("&kind=").append(SuiteConnectionOptions.encoded(kind));
        }
        if (state != null) {
            path.append("&state=").append(SuiteConnectionOptions.encoded(state));
        }
        output.print(
                checkpoint.get(path.toString()),
                "id",
                "kind",
                "target",
                "state",
                "done",
                "total",
                "owner",
                "createdAt",
                "endedAt",
                "error");
    }

    int show(String id) throws IOException, InterruptedException {
        output.print(checkpoint.get(place(id)));
        return 0;
    }

    int change(String id, String verb) throws IOException, InterruptedException {
        output.print(checkpoint.post(place(id) + ":" + verb, "application/json", new byte[0]));
        return 0;
    }

    /**
     * A line on standard error at each change, and the operation once it is over or paused.
     *
     * @return 0 when it is completed, otherwise 1
     */
    int watch(String id) throws IOException, InterruptedException {
        String said = "";
        while (true) {
            String answer = checkpoint.get(place(id));
            JsonNode operation = JsonMapper.shared().readTree(answer);
            String state = operation.path("state").asString();
            String now = "%s: %s of %s".formatted(state, operation.path("done"), operation.path("total"));
            if (!now.equals(said)) {
                System.err.println(now);
                said = now;
            }
            if (!state.equals("PENDING") && !state.equals("RUNNING")) {
                output.print(answer);
                return state.equals("COMPLETED") ? 0 : 1;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Prints what a request has started, or waits for its end. */
    int started(String answer, boolean wait) throws IOException, InterruptedException {
        String id = JsonMapper.shared().readTree(answer).path("id").asString();
        if (wait) {
            return watch(id);
        }
        output.print(answer);
        System.err.println("watch it: ./gapless operation watch " + id);
        return 0;
    }

    private static String place(String id) {
        return PATH + "/" + SuiteConnectionOptions.encoded(id);
    }
}
