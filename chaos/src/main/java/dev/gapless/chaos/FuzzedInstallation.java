package dev.gapless.chaos;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something of each kind that requests can name: a source, accounts, items, dead letters, gaps, stops, tokens, a
 * schedule.
 */
final class FuzzedInstallation {

    private static final int TRIES = 60;
    private static final long PAUSE_MILLIS = 500;

    private FuzzedInstallation() {}

    /** @return names that exist */
    static List<String> fill(GaplessSuite suite) throws IOException, InterruptedException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().adminToken());
        OperatedSource source = new OperatedSource(suite);
        source.applyWrongManifest();
        scheduler.put("/v1/accounts/%s/only".formatted(OperatedSource.NAME), "application/json", json("{}"));
        source.list();
        List<String> names = new ArrayList<>(
                List.of(OperatedSource.NAME, "only", "posts", "profile", "item-1", OperatedSource.NAME + "/only"));
        names.addAll(awaited(checkpoint, "/v1/dead-letters?limit=5", "letters"));
        source.applyRightManifest();
        names.addAll(awaited(scheduler, "/v1/gaps?limit=5", ""));
        JsonNode stop = tree(scheduler.post(
                "/v1/stops", "application/json", json("{\"scope\":\"mining\",\"reason\":\"to be named\"}")));
        names.add(stop.path("id").asString());
        JsonNode run =
                tree(scheduler.post("/v1/control:recover", "application/json", json("{\"reason\":\"to be named\"}")));
        names.add(run.path("id").asString());
        scheduler.post("/v1/tokens", "application/json", json("{\"name\":\"named\",\"role\":\"viewer\",\"days\":1}"));
        names.add("named");
        JsonNode drain =
                tree(scheduler.post("/v1/control:drain", "application/json", json("{\"reason\":\"to be named\"}")));
        names.add(drain.path("id").asString());
        scheduler.put(
                "/v1/schedules/%s/profile".formatted(OperatedSource.NAME),
                "application/json",
                json("{\"kind\":\"interval\",\"everySeconds\":60}"));
        return names;
    }

    /** Ids of what a page lists as soon as it lists something. */
    private static List<String> awaited(RestApi api, String path, String member)
            throws IOException, InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            JsonNode page = tree(api.get(path));
            JsonNode listed = member.isEmpty() ? page : page.path(member);
            if (!listed.isEmpty()) {
                List<String> ids = new ArrayList<>();
                listed.forEach(each -> ids.add(each.path("id").asString()));
                return ids;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException(path + " lists nothing after " + TRIES * PAUSE_MILLIS / 1_000 + " s");
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
