package dev.gapless.observability;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands and queries that stand in the runbook of an alert, as they are written there. */
public final class RunbookCommands {

    private static final Pattern COMMAND = Pattern.compile("`\\./gapless ([^`]+)`");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern QUERY =
            Pattern.compile("up|up\\{.*|(?:[a-z_0-9]+(?: by)? ?\\(.*)?[a-z_(]*gapless_[a-z_]+.*");

    private RunbookCommands() {}

    /**
     * What is run while the alert fires, without {@code ./gapless}: first the emergency, then the search, then the fix.
     */
    public static List<String> whileFiring(AlertEntry alert) {
        return commands(Stream.of(alert.emergency(), alert.investigate(), alert.fix()));
    }

    /** What is run to prove that it is over. */
    public static List<String> proving(AlertEntry alert) {
        return commands(Stream.of(alert.prove()));
    }

    /** What Prometheus is asked, while it fires and afterwards. */
    public static List<String> queries(AlertEntry alert) {
        return Stream.of(alert.emergency(), alert.investigate(), alert.fix(), alert.prove())
                .flatMap(text -> QUOTED.matcher(text).results().map(found -> found.group(1)))
                .filter(text -> QUERY.matcher(text).matches())
                .toList();
    }

    private static List<String> commands(Stream<String> texts) {
        return texts.flatMap(text -> COMMAND.matcher(text).results().map(found -> found.group(1)))
                .toList();
    }
}
