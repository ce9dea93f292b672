package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.FaultOrder;
import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Generator;
import dev.gapless.sandbox.world.Operation;
import dev.gapless.sandbox.world.Version;
import dev.gapless.sandbox.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What only the holder of the truth's token may see and do. */
final class Levers {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_LINES = 10_000;

    private final World world;
    private final TruthLog truth;
    private final Faults faults;
    private final Generator generator;
    private final String credentialPrefix;

    Levers(World world, TruthLog truth, Faults faults, Generator generator, String credentialPrefix) {
        this.world = world;
        this.truth = truth;
        this.faults = faults;
        this.generator = generator;
        this.credentialPrefix = credentialPrefix;
    }

    Answer accounts() {
        ArrayNode list = JSON.createArrayNode();
        for (Account account : world.accounts()) {
            list.addObject().put("account", account.id()).put("credential", credentialPrefix + "-" + account.id());
        }
        return Answer.json(200, list);
    }

    Answer versions(Query query) {
        query.only(java.util.Set.of("after", "limit"));
        return Answer.ndjson(truth.lines(
                query.number("after", 0, 0, Long.MAX_VALUE), (int) query.number("limit", MOST_LINES, 1, MOST_LINES)));
    }

    Answer summary() {
        List<Version> versions = truth.versions();
        Map<String, Operation> last = new HashMap<>();
        versions.forEach(version ->
                last.put(version.account() + "/" + version.stream() + "/" + version.id(), version.operation()));
        ObjectNode body = JSON.createObjectNode()
                .put("versions", versions.size())
                .put("items", last.size())
                .put(
                        "deleted",
                        last.values().stream().filter(Operation.DELETE::equals).count())
                .put("lastSeq", world.lastSeq())
                .put("accounts", world.accounts().size());
        return Answer.json(200, body);
    }

    Answer orderFault(JsonNode order) {
        return Answer.json(202, faults.order(FaultOrder.fromJson(order)));
    }

    Answer faults() {
        return Answer.json(200, faults.toJson());
    }

    Answer generator(JsonNode body) {
        String state = body.path("state").asString("");
        if (!state.equals("running") && !state.equals("stopped")) {
            return Answer.problem(400, "state: '%s' (expected running or stopped)".formatted(state));
        }
        generator.set(state.equals("running"), body.path("rate").asInt(generator.rate()));
        return Answer.json(
                200,
                JSON.createObjectNode()
                        .put("state", state)
                        .put("rate", generator.rate())
                        .put("lastSeq", world.lastSeq()));
    }
}
