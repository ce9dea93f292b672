package dev.gapless.standalone.cli;

import tools.jackson.databind.JsonNode;

/** A status for people: a line a source, and three to four lines a finding. */
final class StatusText {

    private StatusText() {}

    /** @param status as {@code GET /v1/status} answers it */
    static String of(JsonNode status) {
        StringBuilder text = new StringBuilder();
        status.path("findings").forEach(finding -> finding(text, "", finding));
        JsonNode sources = status.path("sources");
        if (sources.isEmpty()) {
            line(text, "no source is applied; run: ./gapless source apply FILE");
        }
        for (JsonNode source : sources) {
            line(
                    text,
                    "%s: %s, %d accounts, %d event streams, %d of them live"
                            .formatted(
                                    source.path("source").asString(),
                                    source.path("state").asString(),
                                    source.path("accounts").asLong(),
                                    source.path("streams").asLong(),
                                    source.path("live").asLong()));
            source.path("findings").forEach(finding -> finding(text, "  ", finding));
        }
        return text.toString();
    }

    private static void finding(StringBuilder text, String indent, JsonNode finding) {
        line(
                text,
                "%s%s %s%s: %s"
                        .formatted(
                                indent,
                                finding.path("severity").asString(),
                                finding.path("kind").asString(),
                                subject(finding),
                                finding.path("reason").asString()));
        String times = times(finding);
        if (!times.isEmpty()) {
            line(text, indent + "  " + times);
        }
        line(text, indent + "  remedy: " + finding.path("remedy").asString());
    }

    private static String subject(JsonNode finding) {
        StringBuilder subject = new StringBuilder();
        if (finding.hasNonNull("account")) {
            subject.append(' ').append(finding.path("account").asString());
        }
        if (finding.hasNonNull("stream")) {
            subject.append(subject.isEmpty() ? " " : "/")
                    .append(finding.path("stream").asString());
        }
        long accounts = finding.path("accounts").asLong();
        long count = finding.path("count").asLong();
        if (accounts > 1) {
            subject.append(" and %d more accounts".formatted(accounts - 1));
        }
        if (count > Math.max(1, accounts)) {
            subject.append(" (%d)".formatted(count));
        }
        return subject.toString();
    }

    private static String times(JsonNode finding) {
        String since = finding.path("since").asString("");
        String until = finding.path("until").asString("");
        return (since.isEmpty() ? "" : "since " + since)
                + (since.isEmpty() || until.isEmpty() ? "" : ", ")
                + (until.isEmpty() ? "" : "next attempt " + until);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
