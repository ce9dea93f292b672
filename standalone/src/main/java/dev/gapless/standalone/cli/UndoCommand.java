package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless undo}. */
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description = "Brings back items that Gapless inferred to be deleted because a broken listing left them out.")
final class UndoCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "WHOSE", description = "source, source/account or source/account/stream")
    private String whose = "";

    @Option(names = "--from", description = "inferred to be deleted at this instant or later, as 2026-01-31T12:00:00Z")
    private String from = "";

    @Option(names = "--to", description = "inferred to be deleted before this instant")
    private String to = "";

    @Option(names = "--item", description = "only the item with this id; may be repeated")
    private List<String> items = new ArrayList<>();

    @Option(names = "--dry-run", description = "only show what would be brought back")
    private boolean dryRun;

    @Option(names = "--wait", description = "wait until it has ended")
    private boolean wait;

    @Override
    public Integer call() throws IOException, InterruptedException {
        running.requireKnown(whose);
        RestApi checkpoint = running.api(SuiteService.CHECKPOINT);
        String answer = checkpoint.post("/v1/deletions:undo", "application/json", JSON.writeValueAsBytes(body()));
        if (!dryRun) {
            return new OperationClient(checkpoint, output).started(answer, wait);
        }
        output.print(answer);
        return 0;
    }

    private ObjectNode body() {
        String[] names = whose.split("/", 3);
        ObjectNode body = JSON.createObjectNode().put("source", names[0]).put("dryRun", dryRun);
        if (names.length > 1) {
            body.put("account", names[1]);
        }
        if (names.length > 2) {
            body.put("stream", names[2]);
        }
        if (!from.isEmpty()) {
            body.put("from", from);
        }
        if (!to.isEmpty()) {
            body.put("to", to);
        }
        if (!items.isEmpty()) {
            items.forEach(body.putArray("items")::add);
        }
        return body;
    }
}
