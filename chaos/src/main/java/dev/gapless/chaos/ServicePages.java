package dev.gapless.chaos;

import dev.gapless.standalone.api.RefusedException;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the services show an operator over HTTP: metrics and readiness. */
final class ServicePages {

    /** An answer of {@code /actuator/health/readiness}. */
    record Readiness(int status, String body) {

        boolean ready() {
            return status == 200;
        }

        /** Whether it says that Kafka does not answer. */
        boolean missesKafka() {
            return body.contains("\"kafka\":");
        }
    }

    private final Map<String, RestApi> apis = new HashMap<>();

    private RestApi api(GaplessSuite suite, String url) throws IOException {
        RestApi known = apis.get(url);
        if (known == null) {
            known = RestApi.at(url, suite.home().serviceToken());
            apis.put(url, known);
        }
        return known;
    }

    /** As {@link #sum(GaplessSuite, String, String)}, of a service of the suite. */
    double sum(GaplessSuite suite, SuiteService service, String lines) throws IOException, InterruptedException {
        return sum(suite, suite.url(service), lines);
    }

    /**
     * The values of a metric, added up.
     *
     * @param lines how its lines begin
     * @return 0 where there is none, or none is a number yet
     */
    double sum(GaplessSuite suite, String url, String lines) throws IOException, InterruptedException {
        return api(suite, url)
                .get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(lines))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(Double::isFinite)
                .sum();
    }

    JsonNode json(GaplessSuite suite, SuiteService service, String path) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(api(suite, suite.url(service)).get(path));
    }

    Readiness readiness(GaplessSuite suite, SuiteService service) throws IOException, InterruptedException {
        try {
            return new Readiness(200, api(suite, suite.url(service)).get("/actuator/health/readiness"));
        } catch (RefusedException e) {
            return new Readiness(e.status(), e.body());
        }
    }
}
