package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.demo.DemoOptions.Disturbance;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An incident in the middle of a run: everything is stopped under load, stands still for a while, and is recovered part
 * by part. The phases of the recovery last seconds instead of minutes.
 */
public final class DemoIncident implements Disturbance {

    private static final double STOPPED_AT = 0.3;
    private static final double RECOVERED_AT = 0.45;

    private static final List<String> PHASES = List.of(
            "phases[0].name=transactions",
            "phases[0].work=mining",
            "phases[0].streams=transactions",
            "phases[0].pace=0.25",
            "phases[0].lasts=5s",
            "phases[1].name=all-at-half-pace",
            "phases[1].work=mining",
            "phases[1].pace=0.5",
            "phases[1].lasts=10s",
            "phases[2].name=all",
            "phases[2].work=mining",
            "phases[2].lasts=5s",
            "phases[3].name=connections",
            "phases[3].work=capture",
            "phases[3].batch=20",
            "phases[3].lasts=2s");

    private enum Stage {
        BEFORE,
        STOPPED,
        RECOVERING,
        OVER
    }

    private final Consumer<String> told;
    private Stage stage = Stage.BEFORE;
    private String run = "";
    private String last = "";

    /** @param told what happens, in a few words */
    private DemoIncident(Consumer<String> told) {
        this.told = told;
    }

    /** The same run with the incident in it. */
    public static DemoOptions in(DemoOptions options, Consumer<String> told) {
        return options.with(PHASES.stream()
                        .map(phase -> "gapless.scheduler.recovery." + phase)
                        .toList())
                .disturbedBy(new DemoIncident(told));
    }

    @Override
    public void look(GaplessSuite suite, double share) throws IOException, InterruptedException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        switch (stage) {
            case BEFORE -> {
                if (share >= STOPPED_AT) {
                    post(scheduler, "/v1/stops", "{\"scope\":\"all\",\"reason\":\"an incident of the demo\"}");
                    told.accept("incident: everything is stopped");
                    stage = Stage.STOPPED;
                }
            }
            case STOPPED -> {
                if (share >= RECOVERED_AT) {
                    told.accept("incident: the stop is "
                            + JsonMapper.shared()
                                    .readTree(scheduler.get("/v1/stops"))
                                    .get(0)
                                    .get("state")
                                    .asString());
                    run = post(scheduler, "/v1/control:recover", "{\"reason\":\"the incident is over\"}")
                            .get("id")
                            .asString();
                    stage = Stage.RECOVERING;
                }
            }
            case RECOVERING -> follow(scheduler);
            case OVER -> {
                // nothing befalls the suite any more
            }
        }
    }

    private void follow(RestApi scheduler) throws IOException, InterruptedException {
        JsonNode seen = JsonMapper.shared().readTree(scheduler.get("/v1/control/recoveries/" + run));
        String state = seen.get("state").asString();
        String now = state + " " + seen.get("phase").asString();
        if (!now.equals(last)) {
            told.accept("incident: recovery " + now
                    + (seen.get("detail").isString() ? ", " + seen.get("detail").asString() : ""));
            last = now;
        }
        if (state.equals("PAUSED")) {
            post(scheduler, "/v1/control/recoveries/" + run + ":resume", "{\"reason\":\"the demo goes on\"}");
        }
        if (state.equals("COMPLETED")) {
            stage = Stage.OVER;
        }
    }

    private static JsonNode post(RestApi scheduler, String path, String body) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(scheduler.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean over() {
        return stage == Stage.OVER;
    }
}
