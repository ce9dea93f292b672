package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless checkpoint}. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "Shows up to where an account or one of its streams is whole, held and claimed, what is "
                + "missing, and when something was last heard.")
final class CheckpointCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "SOURCE", description = "the source's name")
    private String source = "";

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "the account's id at the source")
    private String account = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "STREAM", description = "one of its streams (default: all)")
    private @Nullable String stream;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String name = source + "/" + account + (stream == null ? "" : "/" + stream);
        running.requireKnown(name);
        StringBuilder path = new StringBuilder("/v1/checkpoints/")
                .append(SuiteConnectionOptions.encoded(source))
                .append('/')
                .append(SuiteConnectionOptions.encoded(account));
        if (stream != null) {
            path.append('/').append(SuiteConnectionOptions.encoded(stream));
        }
        String answer = running.api(SuiteService.CHECKPOINT).get(path.toString());
        if (output.format() == OutputFormat.table) {
            output.print(
                    rows(JsonMapper.shared().readTree(answer)).toString(),
                    "stream",
                    "from",
                    "creationsTo",
                    "editsTo",
                    "deletionsTo",
                    "heldTo",
                    "claimedTo",
                    "frontier",
                    "gaps",
                    "updatedAt");
        } else {
            output.print(answer);
        }
        return 0;
    }

    /** A row a stream, of the answer for an account or for one stream. */
    static ArrayNode rows(JsonNode answer) {
        ArrayNode rows = JsonMapper.shared().createArrayNode();
        Iterable<JsonNode> streams = answer.has("streams") ? answer.path("streams") : List.of(answer);
        for (JsonNode each : streams) {
            JsonNode positions = each.path("positions");
            ObjectNode row = rows.addObject();
            row.set("stream", each.path("stream"));
            row.set("from", positions.path("from"));
            row.set("creationsTo", positions.path("wholeTo").path("CREATIONS"));
            row.set("editsTo", positions.path("wholeTo").path("EDITS"));
            row.set("deletionsTo", positions.path("wholeTo").path("DELETIONS"));
            row.set("heldTo", positions.path("heldTo"));
            row.set("claimedTo", positions.path("claimedTo"));
            row.set("frontier", positions.path("frontier"));
            row.put(
                    "gaps",
                    each.path("gapsKnown").asBoolean()
                            ? states(each.path("gapStates"))
                            : "unknown: the scheduler does not answer");
            row.set("updatedAt", each.path("updatedAt"));
        }
        return rows;
    }

    private static String states(JsonNode states) {
        StringBuilder text = new StringBuilder();
        states.properties()
                .forEach(state -> text.append(text.isEmpty() ? "" : ", ")
                        .append(state.getValue().asString())
                        .append(' ')
                        .append(state.getKey()));
        return text.isEmpty() ? "none" : text.toString();
    }
}
