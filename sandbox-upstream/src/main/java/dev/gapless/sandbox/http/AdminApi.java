package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.faults.FaultOrder;
import dev.gapless.sandbox.time.DurationText;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.EventGenerator;
import dev.gapless.sandbox.world.ItemOrder;
import dev.gapless.sandbox.world.PlatformModel;
import dev.gapless.sandbox.world.SandboxAccount;
import dev.gapless.sandbox.world.SandboxAccounts;
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
final class AdminApi {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_LINES = 10_000;
    private static final int FASTEST = 100_000;

    private final PlatformModel world;
    private final TruthLog truth;
    private final ActiveFaults faults;
    private final ListingRetention retention;
    private final SandboxRateLimit limit;
    private final EventGenerator generator;
    private final Runnable keepAlive;
    private final SandboxCredentials credentials;
    private final CallCounts counts;

    AdminApi(
            PlatformModel world,
            TruthLog truth,
            ActiveFaults faults,
            ListingRetention retention,
            SandboxRateLimit limit,
            EventGenerator generator,
            Runnable keepAlive,
            SandboxCredentials credentials,
            CallCounts counts) {
        this.world = world;
        this.truth = truth;
        this.faults = faults;
        this.retention = retention;
        this.limit = limit;
        this.generator = generator;
        this.keepAlive = keepAlive;
        this.credentials = credentials;
        this.counts = counts;
    }

    SandboxResponse answer(String path, FullHttpRequest request) throws IOException {
        return switch (request.method().name() + " " + path) {
            case "GET /v1/accounts" -> accounts();
            case "GET /truth/v1/versions" -> versions(new QueryParameters(request.uri()));
            case "GET /truth/v1/summary" -> summary();
            case "GET /truth/v1/calls" -> calls();
            case "GET /admin/v1/faults" -> SandboxResponse.json(200, faults.toJson());
            case "POST /admin/v1/faults" -> order(body(request));
            case "POST /admin/v1/generator" -> generator(body(request));
            case "POST /admin/v1/retention" -> retention(body(request));
            case "POST /admin/v1/limit" -> limit(body(request));
            case "POST /admin/v1/items" -> items(body(request));
            case "POST /admin/v1/keepalive" -> {
                keepAlive.run();
                yield SandboxResponse.empty();
            }
            default -> SandboxResponse.problem(404, "no such path");
        };
    }

    private SandboxResponse accounts() {
        ArrayNode list = JSON.createArrayNode();
        for (SandboxAccount account : world.accounts().all()) {
            list.addObject().put("account", account.id()).put("credential", credentials.of(account.id()));
        }
        return SandboxResponse.json(200, list);
    }

    private SandboxResponse versions(QueryParameters query) throws IOException {
        query.only(Set.of("after", "limit"));
        return SandboxResponse.ndjson(truth.lines(
                query.number("after", 0, 0, Integer.MAX_VALUE), (int) query.number("limit", MAX_LINES, 1, MAX_LINES)));
    }

    private SandboxResponse summary() {
        SandboxAccounts.Totals totals = world.accounts().totals();
        return SandboxResponse.json(
                200,
                JSON.createObjectNode()
                        .put("versions", truth.count())
                        .put("items", totals.items())
                        .put("deleted", totals.deleted())
                        .put("lastSeq", world.lastSeq())
                        .put("accounts", world.accounts().all().size()));
    }

    private SandboxResponse calls() {
        return SandboxResponse.json(
                200,
                JSON.createObjectNode()
                        .put("requests", counts.requests())
                        .put("limited", counts.refusedForLimit())
                        .put("handshakes", counts.handshakes()));
    }

    private SandboxResponse order(JsonNode order) {
        return SandboxResponse.json(202, faults.order(FaultOrder.fromJson(order)));
    }

    /** Answers with what was made, as the truth has it. */
    private SandboxResponse items(JsonNode body) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode made = answer.putArray("made");
        world.make(ItemOrder.fromJson(body)).forEach(version -> made.addRawValue(new RawValue(version.toLine())));
        return SandboxResponse.json(201, answer);
    }

    /** Without a length everything is listed again. */
    private SandboxResponse retention(JsonNode body) {
        retention.set(
                body.hasNonNull("retention")
                        ? DurationText.parse("retention", body.get("retention").asString(""))
                        : null,
                body.path("saysGone").asBoolean(false));
        return SandboxResponse.empty();
    }

    /** Of every credential, at once. */
    private SandboxResponse limit(JsonNode body) {
        limit.set(new SandboxRateLimit.Quota(
                body.path("perSecond").asInt(0),
                body.path("burst").asInt(0),
                body.path("told").asBoolean(true),
                body.path("shared").asBoolean(false)));
        return SandboxResponse.empty();
    }

    private SandboxResponse generator(JsonNode body) {
        String state = body.path("state").asString("");
        if (!state.equals("running") && !state.equals("stopped")) {
            throw new BadParameterException("state", state, "running or stopped");
        }
        int rate = body.path("rate").asInt(generator.rate());
        if (rate < 0 || rate > FASTEST) {
            throw new BadParameterException("rate", Integer.toString(rate), "0 to " + FASTEST);
        }
        generator.set(state.equals("running"), rate);
        return SandboxResponse.json(
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
