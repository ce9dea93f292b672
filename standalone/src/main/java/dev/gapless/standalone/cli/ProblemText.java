package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RefusedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A problem document for people: title, detail, then each problem with its line. */
final class ProblemText {

    private ProblemText() {}

    private static final int UNAUTHORISED = 401;
    private static final int FORBIDDEN = 403;

    static String of(RefusedException refused) {
        if (refused.status() == UNAUTHORISED || refused.status() == FORBIDDEN) {
            return "refused (%d): the token is not accepted%n  remedy: name the operators' token with --token-file"
                    .formatted(refused.status());
        }
        try {
            JsonNode problem = JsonMapper.shared().readTree(refused.body());
            String detail = problem.path("detail").asString("");
            StringBuilder text = new StringBuilder("refused (%d): %s"
                    .formatted(
                            refused.status(), detail.isEmpty() ? "the service gave no reason; see its log" : detail));
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
            for (JsonNode each : problem.path("differences")) {
                text.append("%n  %s: planned %s, now %s"
                        .formatted(each.path("effect").asString(""), each.path("planned"), each.path("now")));
            }
            return text.toString();
        } catch (JacksonException e) {
            return "refused (%d): the service gave no reason; see its log".formatted(refused.status());
        }
    }
}
