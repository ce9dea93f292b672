package dev.gapless.scheduler.status;

import dev.gapless.common.message.MiningProgress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to do about a reason. Reasons are the words of miners and captures; one that is not known here gets general
 * advice.
 */
final class StatusRemedies {

    private static final String APPLY = "Then run: ./gapless source apply FILE. Work goes on at once.";

    /** Of an answer that usually means that nothing is kept, where the manifest says otherwise. */
    private static final String NOT_GONE = "which the manifest's gone-when does not take for gone";

    /** Of a miner's circuit breaker; what failed last stands behind the colon. */
    private static final Pattern OPEN_AFTER_FAILURES = Pattern.compile("circuit open after \\d+ failures: .*");

    /** For a reason that is in no list. {@code %1$s}: the source. */
    static final String GENERAL =
            "Read the reason; ./gapless gaps --source %1$s shows the gaps. After a repair run: ./gapless gaps release --stuck-of %1$s.";

    /**
     * What to do about one kind of reason.
     *
     * @param reason how such reasons begin
     * @param text {@code %1$s}: the source, {@code %2$s}: the stream
     */
    private record WorkRemedy(Pattern reason, String text) {

        static WorkRemedy of(String reason, String text) {
            return new WorkRemedy(Pattern.compile(reason), text);
        }
    }

    /** Of gaps that nothing is wrong with but their time. */
    static final String FORGOTTEN_SOON = "the source forgets it within the hour";

    private static final List<WorkRemedy> OF_WORK = List.of(
            WorkRemedy.of(
                    "mass-deletion:",
                    "Check at the source whether the items are really deleted. If they are, run: ./gapless gaps release"
                            + " --stuck-of %1$s. If the source often deletes so many, raise"
                            + " streams.%2$s.reconcile.deletions in the manifest. If they are not deleted, do nothing: the"
                            + " walk is tried again."),
            WorkRemedy.of(
                    "the source's limit",
                    "Nothing to do: miners keep the pause that the source asks for. To be limited less often, lower"
                            + " http.rate.per-second in the manifest."),
            WorkRemedy.of(
                    "every credential of the source was refused",
                    "Give the source one that it accepts: ./gapless credential add %1$s NAME --credential-file FILE. Or give the account its own."),
            WorkRemedy.of(
                    "what is left of the quota is kept for polls",
                    "Nothing to do: work continues when the quota is filled again. To keep less for polls, lower http.rate.reserve in the manifest."),
            WorkRemedy.of(
                    FORGOTTEN_SOON,
                    "To read the stream first, run: ./gapless priority %1$s %2$s critical, then ./gapless drain start critical. If the source allows"
                            + " more calls, raise http.rate.per-second in the manifest, or give the source more credentials."),
            WorkRemedy.of("no word from the miner", "See whether http-miner-service runs and reaches Kafka."),
            WorkRemedy.of(
                    "coverage does not show|walked to its end",
                    "See whether processor-service and checkpoint-service run and keep up; this status names stopped"
                            + " consumers."),
            WorkRemedy.of("the stream is not in the manifest", "Add the stream %2$s to the manifest. " + APPLY),
            WorkRemedy.of(
                    "the host leads to a private address",
                    "If the source is yours, set network: {allow-private: true} in the manifest; otherwise correct http.base-url. "
                            + APPLY),
            WorkRemedy.of(
                    "the token endpoint leads to a private address",
                    "If the endpoint is yours, set network: {allow-private: true} in the manifest; otherwise correct"
                            + " authentication.oauth2.token-url. "
                            + APPLY),
            WorkRemedy.of(
                    "the host name has no address|nothing listens|no TLS connection|the network failed|no whole answer in time",
                    "See whether the source is reachable from here. If it never was, correct http.base-url in the manifest. "
                            + APPLY),
            WorkRemedy.of(
                    "a call to another origin",
                    "The source names a next page on another host: correct http.base-url, or streams.%2$s.listing.paging in the manifest. "
                            + APPLY),
            WorkRemedy.of(
                    "no whole page within|no item read within",
                    "The source answers slowly: wait, or lower streams.%2$s.listing.page-size in the manifest. "
                            + APPLY),
            WorkRemedy.of(
                    "the next page is one|a thousand pages|\\d+ calls did not make|an empty page says|a page without new"
                            + "|the next lower bound",
                    "The listing does not come to an end: compare streams.%2$s.listing.paging in the manifest with the source's documentation. "
                            + APPLY),
            WorkRemedy.of(
                    "the listing leaves out logs",
                    "The node lists fewer logs than its blocks hold: name another node in http.base-url of the manifest,"
                            + " or wait until this one has them. "
                            + APPLY),
            WorkRemedy.of(
                    "the listing's cursors expire",
                    "The listing takes longer than its cursors are kept: raise http.rate.per-second or"
                            + " streams.%2$s.listing.page-size in the manifest, or list less by"
                            + " streams.%2$s.listing.parameters. "
                            + APPLY),
            WorkRemedy.of(
                    "a page of more than|more than \\d+ items share|what this walk must remember",
                    "Lower streams.%2$s.listing.page-size in the manifest. If items share a position, name another"
                            + " position or a finer unit. "
                            + APPLY),
            WorkRemedy.of(
                    "listing incomplete",
                    "Nothing to do: the walk is made again. If it stays, the listing leaves out items: correct the parameters"
                            + " of streams.%2$s.listing in the manifest. "
                            + APPLY),
            WorkRemedy.of(
                    "more differs than|the walk ended and has not|another dispatch has|the listing ends and shows nothing"
                            + "|\\d+ of \\d+ items are no longer listed",
                    "Nothing to do: the walk is made again."),
            WorkRemedy.of(
                    "the ledger cannot be asked|the walk's checkpoint cannot",
                    "See whether checkpoint-service runs and is reachable for http-miner-service."),
            WorkRemedy.of(
                    "the walk's checkpoint has schema", "Bring http-miner-service to one release on all its hosts."),
            WorkRemedy.of(
                    "kafka ", "See whether Kafka runs, and has as many replicas as min.insync.replicas asks for."),
            WorkRemedy.of(
                    "the source is unknown",
                    "Nothing to do, if it was applied within 15 s. If it stays, run: ./gapless source apply FILE with the manifest."),
            WorkRemedy.of("the account is not followed", "Nothing to do: the account was removed, and its work ends."),
            WorkRemedy.of(
                    "internal error:",
                    "This is a defect of Gapless: report it with the log lines mining-bug of http-miner-service."),
            WorkRemedy.of(
                    "retention$",
                    "Nothing to do: the source no longer keeps these positions, as the manifest's retention says."),
            WorkRemedy.of(
                    "gone$|the source says it is gone|the source lists its newest items only",
                    "Nothing to do, if the source deletes old items. If that is wrong, run: ./gapless gaps release ID; "
                            + "./gapless gaps --source %1$s --state UNFILLABLE lists the ids."),
            WorkRemedy.of(
                    "the manifest is new|the credential is new|released by an operator",
                    "Nothing to do: Gapless tries again as soon as every miner has read the change."));

    private StatusRemedies() {}

    /** True when the same request will be refused again until something is changed. */
    static boolean isRefusal(String reason) {
        return reason.startsWith("the credential is refused")
                || reason.startsWith("unreadable page")
                || reason.startsWith("mass-deletion:")
                || reason.startsWith(MiningProgress.GIVEN_UP)
                || reason.startsWith("the stream is not in the manifest")
                || reason.startsWith("the host leads to a private address")
                || OPEN_AFTER_FAILURES.matcher(reason).matches()
                || reason.startsWith("the token endpoint leads to a private address")
                || reason.startsWith("a call to another origin")
                || (reason.startsWith("status ") && (reason.endsWith("(expected: 200)") || reason.endsWith(NOT_GONE)));
    }

    /** True when a walk was in order, and a second one has to say the same of an empty end. */
    static boolean isSecondLook(String reason) {
        return reason.startsWith("the listing ends and shows nothing of ");
    }

    /** Of a gap or a poll. */
    static String ofWork(String reason, String source, String account, String stream) {
        if (reason.startsWith("circuit open after")) {
            int cause = reason.indexOf(": ");
            return cause < 0
                    ? "Nothing to do: one call tries again then. If it happens often, lower http.rate.per-second in the manifest."
                    : ofWork(reason.substring(cause + 2), source, account, stream);
        }
        if (reason.startsWith(MiningProgress.GIVEN_UP)) {
            return ofWork(reason.substring(MiningProgress.GIVEN_UP.length()), source, account, stream);
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
        return OF_WORK.stream()
                .filter(remedy -> remedy.reason().matcher(reason).lookingAt())
                .findFirst()
                .map(remedy -> remedy.text().formatted(source, stream))
                .orElseGet(() -> GENERAL.formatted(source));
    }

    private static String ofStatus(String reason, String stream) {
        String code = reason.split(" ", 3)[1];
        String section = "streams.%s.listing".formatted(stream);
        if (reason.endsWith(NOT_GONE)) {
            return "If this answer means that the source keeps nothing there, correct %1$s.gone-when in the manifest; else correct %1$s.path. "
                            .formatted(section)
                    + APPLY;
        }
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
        if (detail.contains("a private address")) {
            return "If the source is yours, set network: {allow-private: true} in the manifest; otherwise correct the address. "
                    + APPLY;
        }
        if (detail.contains("status 429") || detail.contains("status 503")) {
            return "Nothing to do: the source limits connections. To connect less often, lower socket.connects in the manifest.";
        }
        if (detail.contains("status ")) {
            return "The source does not open a WebSocket at this address: correct socket.url in the manifest. " + APPLY;
        }
        return "See whether the source is reachable from here. If it never was, correct socket.url in the manifest. "
                + APPLY;
    }
}
