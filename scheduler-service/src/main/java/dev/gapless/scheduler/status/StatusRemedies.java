package dev.gapless.scheduler.status;

import java.util.regex.Pattern;

/**
 * What to do about a reason. Reasons are the words of miners and captures; one that is not known here gets general
 * advice.
 */
final class StatusRemedies {

    private static final String APPLY = "Then run: ./gapless source apply FILE. Work goes on at once.";

    /** Of a miner's circuit breaker; what failed last stands behind the colon. */
    private static final Pattern OPEN_AFTER_FAILURES = Pattern.compile("circuit open after \\d+ failures: .*");

    private StatusRemedies() {}

    /** True when the same request will be refused again until somebody changes something. */
    static boolean isRefusal(String reason) {
        return reason.startsWith("the credential is refused")
                || reason.startsWith("unreadable page")
                || reason.startsWith("mass-deletion:")
                || reason.startsWith("the stream is not in the manifest")
                || reason.startsWith("the host leads to a private address")
                || OPEN_AFTER_FAILURES.matcher(reason).matches()
                || (reason.startsWith("status ") && reason.endsWith("(expected: 200)"));
    }

    /** Of a gap or a poll. */
    static String ofWork(String reason, String source, String account, String stream) {
        if (reason.startsWith("circuit open after")) {
            int cause = reason.indexOf(": ");
            return cause < 0
                    ? "Nothing: one call tries again then. If it happens often, lower http.rate.per-second in the manifest."
                    : ofWork(reason.substring(cause + 2), source, account, stream);
        }
        if (reason.startsWith("the credential is refused")) {
            return credential(source, account);
        }
        if (reason.startsWith("status ")) {
            return ofStatus(reason, stream);
        }
        if (reason.startsWith("unreadable page")) {
            return unreadable(reason, source, stream);
        }
        if (reason.startsWith("mass-deletion:")) {
            return ("Look at the source whether the items are really deleted. If they are, run: ./gapless gaps release"
                            + " --stuck-of %s. If they are not, do nothing: the walk is tried again.")
                    .formatted(source);
        }
        if (reason.startsWith("the source's limit")) {
            return "Nothing: the pause that the source asks for is kept. To be limited less often, lower"
                    + " http.rate.per-second in the manifest.";
        }
        if (reason.startsWith("no word from the miner")) {
            return "See whether http-miner-service runs and reaches Kafka.";
        }
        if (reason.startsWith("coverage does not show")) {
            return "See whether processor-service and checkpoint-service run and keep up; this status names stopped"
                    + " consumers.";
        }
        if (reason.startsWith("the stream is not in the manifest")) {
            return "Add the stream %s to the manifest. ".formatted(stream) + APPLY;
        }
        if (reason.startsWith("the host leads to a private address")) {
            return "If the source is yours, set network: {allow-private: true} in the manifest; otherwise correct http.base-url. "
                    + APPLY;
        }
        if (reason.startsWith("the host name has no address")
                || reason.startsWith("nobody listens")
                || reason.startsWith("no TLS connection")
                || reason.startsWith("the network failed")
                || reason.startsWith("no whole answer in time")) {
            return "See whether the source is reachable from here. If it never was, correct http.base-url in the manifest. "
                    + APPLY;
        }
        if (reason.equals("retention")) {
            return "Nothing: the source no longer keeps these positions, as the manifest's retention says.";
        }
        if (reason.equals("gone") || reason.startsWith("the source says it is gone")) {
            return "Nothing, if the source deletes old items. If that is wrong, run: ./gapless gaps release ID; "
                    + "./gapless gaps --source %s --state UNFILLABLE lists the ids.".formatted(source);
        }
        if (reason.startsWith("the manifest is new") || reason.startsWith("the credential is new")) {
            return "Nothing: it is tried with what is new as soon as every miner has read it.";
        }
        return "Read the reason; ./gapless gaps --source %s shows the gaps. After a repair run: ./gapless gaps release --stuck-of %s."
                .formatted(source, source);
    }

    private static String ofStatus(String reason, String stream) {
        String code = reason.split(" ", 3)[1];
        String section = "streams.%s.listing".formatted(stream);
        return switch (code) {
            case "404" ->
                "The source has nothing at this address: correct %s.path in the manifest. ".formatted(section) + APPLY;
            case "405" ->
                "The source does not accept this kind of request there: correct %s.path in the manifest. "
                                .formatted(section)
                        + APPLY;
            case "301", "302", "303", "307", "308" ->
                "The source redirects, and redirects are not followed: write the final address into http.base-url or %s.path. "
                                .formatted(section)
                        + APPLY;
            case "400", "422" ->
                "The source does not understand the request: correct the path and the query of %s in the manifest. "
                                .formatted(section)
                        + APPLY;
            default ->
                code.startsWith("5")
                        ? "The source has a failure of its own: wait, or ask its operators. If it never worked, correct"
                                + " http.base-url in the manifest. " + APPLY
                        : "See the source's documentation for this status, and correct %s in the manifest. "
                                        .formatted(section)
                                + APPLY;
        };
    }

    private static String unreadable(String reason, String source, String stream) {
        String rule = reason.substring(reason.lastIndexOf(' ') + 1);
        String look = "Look at the page: ./gapless dead-letters list --source %s --rule %s. ".formatted(source, rule);
        if (rule.equals("page-order")) {
            return look
                    + "Then correct streams.%s.listing.order in the manifest, or name in listing.ordered-by what the listing is ordered by. "
                            .formatted(stream)
                    + APPLY;
        }
        return look + "Then correct streams.%s in the manifest. ".formatted(stream) + APPLY;
    }

    static String credential(String source, String account) {
        return "Give the account a credential that the source accepts: ./gapless account add %s %s --credential-file FILE. Work goes on at once. If the credential is right, correct authentication in the manifest."
                .formatted(source, account);
    }

    /** Of a live connection. */
    static String ofCapture(String cause, String detail, String source, String account) {
        return switch (cause) {
            case "unconfirmed" ->
                "Compare socket.subscribe and socket.confirmation in the manifest with what the source sends. " + APPLY;
            case "credential-refused" -> credential(source, account);
            case "not-ready" ->
                "See whether scheduler-service and checkpoint-service run and are reachable for ws-capture-service.";
            case "not_delivered" -> "See whether Kafka runs, and has as many replicas as min.insync.replicas asks for.";
            case "ledger" -> "See whether checkpoint-service runs and keeps up.";
            case "oversized" -> "Raise socket.max-frame in the manifest above the source's longest message. " + APPLY;
            case "silent" ->
                "See whether the source is well. If it answers pings seldom, raise socket.silence-limit in the manifest. "
                        + APPLY;
            case "broken" -> "This is a defect of Gapless: report it with the log lines capture-broken.";
            case "restarted" -> ofRestart(detail);
            default -> ofConnection(detail);
        };
    }

    private static String ofRestart(String detail) {
        return detail.contains("confirm") || detail.contains("subscription")
                ? "Compare socket.subscribe and socket.confirmation in the manifest with what the source sends. "
                        + APPLY
                : "Read the reason, and compare socket in the manifest with what the source sends. " + APPLY;
    }

    private static String ofConnection(String detail) {
        if (detail.contains("status 429") || detail.contains("status 503")) {
            return "Nothing: the source limits connections. To connect less often, lower socket.connects in the manifest.";
        }
        if (detail.contains("status ")) {
            return "The source does not open a WebSocket at this address: correct socket.url in the manifest. " + APPLY;
        }
        return "See whether the source is reachable from here. If it never was, correct socket.url in the manifest. "
                + APPLY;
    }
}
