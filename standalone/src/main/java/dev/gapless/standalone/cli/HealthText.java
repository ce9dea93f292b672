package dev.gapless.standalone.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A health report for people. */
final class HealthText {

    private HealthText() {}

    /** @param report as {@code GET /v1/health-report} answers it */
    static String report(JsonNode report) {
        StringBuilder text = new StringBuilder();
        line(text, report.path("state").asString());
        line(text, "accounts:      " + counts(report.path("accounts")));
        line(text, "connections:   " + counts(report.path("connections")));
        line(text, "queues:        " + counts(report.path("queues")));
        line(text, "errors:        " + counts(report.path("errors")));
        JsonNode rates = report.path("recordsPerMinute");
        line(text, "last minute:   " + (rates.isObject() ? counts(rates) : "Kafka does not answer"));
        for (JsonNode source : report.path("completeness")) {
            JsonNode held = source.path("heldInTime");
            line(
                    text,
                    "completeness:  %s %s held in time, objective %s"
                            .formatted(
                                    source.path("source").asString(),
                                    held.isNumber() ? percent(held.asDouble()) : "nothing due yet",
                                    percent(source.path("target").asDouble())));
        }
        for (JsonNode alert : report.path("alerts")) {
            line(
                    text,
                    "%s %s%s"
                            .formatted(
                                    alert.path("severity").asString(),
                                    subject(alert),
                                    alert.path("message").asString()));
            line(text, "  remedy: " + alert.path("recommendedAction").asString());
        }
        report.path("unwell").forEach(account -> text.append(account(account)));
        return text.toString();
    }

    /** @param account as {@code GET /v1/accounts/SOURCE/ACCOUNT/health} answers it */
    static String account(JsonNode account) {
        StringBuilder text = new StringBuilder();
        JsonNode work = account.path("work");
        line(
                text,
                "%s/%s: %s, %d of %d event streams live, %d gaps to be filled, %d stuck"
                        .formatted(
                                account.path("source").asString(),
                                account.path("account").asString(),
                                account.path("state").asString(),
                                work.path("live").asLong(),
                                work.path("streams").asLong(),
                                work.path("waitingGaps").asLong(),
                                work.path("stuckGaps").asLong()));
        account.path("reasons").forEach(reason -> line(text, "  " + reason.asString()));
        if (account.hasNonNull("recommendedAction")) {
            line(text, "  remedy: " + account.path("recommendedAction").asString());
        }
        return text.toString();
    }

    private static String subject(JsonNode alert) {
        String subject = alert.path("source").asString("");
        if (alert.hasNonNull("account")) {
            subject += "/" + alert.path("account").asString();
        }
        if (alert.hasNonNull("stream")) {
            subject += "/" + alert.path("stream").asString();
        }
        return subject.isEmpty() ? "" : subject + " ";
    }

    private static String counts(JsonNode counts) {
        return counts.properties().stream().map(HealthText::count).collect(Collectors.joining(", "));
    }

    private static String count(Map.Entry<String, JsonNode> count) {
        return count.getKey() + " "
                + (count.getValue().isNull() ? "not known" : count.getValue().asString());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", 100 * share);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
