package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RefusedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A problem document for people: title, detail, then each problem with its line. */
final class ProblemText {

    private ProblemText() {}

    static String of(RefusedException refused) {
        try {
            JsonNode problem = JsonMapper.shared().readTree(refused.body());
            StringBuilder text = new StringBuilder("refused (%d): %s"
                    .formatted(
                            refused.status(),
                            problem.path("detail")
                                    .asString(problem.path("title").asString(""))));
            String remedy = problem.path("remedy").asString("");
            if (!remedy.isEmpty()) {
                text.append("%n  remedy: %s".formatted(remedy));
            }
            for (JsonNode each : problem.path("problems")) {
                text.append("%n  line %d, %s: '%s'%n    rule: %s%n    remedy: %s"
                        .formatted(
                                each.path("line").asInt(0),
                                each.path("path").asString(""),
                                each.path("value").asString(""),
                                each.path("rule").asString(""),
                                each.path("remedy").asString("")));
            }
            return text.toString();
        } catch (JacksonException e) {
            return "refused (%d): the service gave no reason".formatted(refused.status());
        }
    }
}
