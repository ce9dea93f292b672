package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.FaultOrder;
import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.time.Durations;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Accounts;
import dev.gapless.sandbox.world.Generator;
import dev.gapless.sandbox.world.ItemOrder;
import dev.gapless.sandbox.world.World;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What only the holder of the truth's token may see and do. */
final class Levers {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_LINES = 10_000;
    private static final int FASTEST = 100_000;

    private final World world;
    private final TruthLog truth;
    private final Faults faults;
    private final Retention retention;
    private final Generator generator;
    private final Runnable keepAlive;
    private final Credentials credentials;

    Levers(
            World world,
            TruthLog truth,
            Faults faults,
            Retention retention,
            Generator generator,
            Runnable keepAlive,
            Credentials credentials) {
        this.world = world;
        this.truth = truth;
        this.faults = faults;
        this.retention = retention;
        this.generator = generator;
        this.keepAlive = keepAlive;
        this.credentials = credentials;
    }

    Answer answer(String path, FullHttpRequest request) throws IOException {
        return switch (request.method().name() + " " + path) {
            case "GET /v1/accounts" -> accounts();
            case "GET /truth/v1/versions" -> versions(new Query(request.uri()));
            case "GET /truth/v1/summary" -> summary();
            case "GET /admin/v1/faults" -> Answer.json(200, faults.toJson());
            case "POST /admin/v1/faults" -> order(body(request));
            case "POST /admin/v1/generator" -> generator(body(request));
            case "POST /admin/v1/retention" -> retention(body(request));
            case "POST /admin/v1/items" -> items(body(request));
            case "POST /admin/v1/keepalive" -> {
                keepAlive.run();
                yield Answer.empty();
            }
            default -> Answer.problem(404, "no such path");
        };
    }

    private Answer accounts() {
        ArrayNode list = JSON.createArrayNode();
        for (Account account : world.accounts().all()) {
            list.addObject().put("account", account.id()).put("credential", credentials.of(account.id()));
        }
        return Answer.json(200, list);
    }

    private Answer versions(Query query) throws IOException {
        query.only(Set.of("after", "limit"));
        return Answer.ndjson(truth.lines(query.number("after", 0, 0, Integer.MAX_VALUE), (int)
                query.number("limit", MOST_LINES, 1, MOST_LINES)));
    }

    private Answer summary() {
        Accounts.Totals totals = world.accounts().totals();
        return Answer.json(
                200,
                JSON.createObjectNode()
                        .put("versions", truth.count())
                        .put("items", totals.items())
                        .put("deleted", totals.deleted())
                        .put("lastSeq", world.lastSeq())
                        .put("accounts", world.accounts().all().size()));
    }

    private Answer order(JsonNode order) {
        return Answer.json(202, faults.order(FaultOrder.fromJson(order)));
    }

    /** Answers with what was made, as the truth has it. */
    private Answer items(JsonNode body) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode made = answer.putArray("made");
        world.make(ItemOrder.fromJson(body)).forEach(version -> made.addRawValue(new RawValue(version.toLine())));
        return Answer.json(201, answer);
    }

    /** Without a length everything is listed again. */
    private Answer retention(JsonNode body) {
        retention.set(
                body.hasNonNull("retention")
                        ? Durations.parse("retention", body.get("retention").asString(""))
                        : null,
                body.path("saysGone").asBoolean(false));
        return Answer.empty();
    }

    private Answer generator(JsonNode body) {
        String state = body.path("state").asString("");
        if (!state.equals("running") && !state.equals("stopped")) {
            throw new BadParameterException("state", state, "running or stopped");
        }
        int rate = body.path("rate").asInt(generator.rate());
        if (rate < 0 || rate > FASTEST) {
            throw new BadParameterException("rate", Integer.toString(rate), "0 to " + FASTEST);
        }
        generator.set(state.equals("running"), rate);
        return Answer.json(
                200,
                JSON.createObjectNode().put("state", state).put("rate", rate).put("lastSeq", world.lastSeq()));
    }

    private static JsonNode body(FullHttpRequest request) {
        try {
            return JSON.readTree(request.content().toString(StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new BadParameterException("body", "…", "a JSON object");
        }
    }
}
